#!/bin/sh
# Hard cases of our own, each with the answer argued at its head: nested goods, thresholds at equality, dates that disagree, chains of owners, names,
# steps that run on, courts, clocks.
. tests/check.sh

agree() { "$CK_PROGRAM" conformance tests/check/hard >"$CK_SCRATCH/out" && ! grep -q 'DIFFERS\|UNREAD' "$CK_SCRATCH/out"; }
argued() { for file in tests/check/hard/*.yaml; do head -1 "$file" | grep -q '^# ..........' || { echo "$file"; return 1; }; done; }
turned() {      # the same with one expectation turned round
    mkdir -p "$CK_SCRATCH/turned"
    sed 's/outcome: "licence, case by case", rule: content-limb/outcome: not caught/' tests/check/hard/floor-and-ceiling.yaml >"$CK_SCRATCH/turned/case.yaml"
    ! "$CK_PROGRAM" conformance "$CK_SCRATCH/turned" >"$CK_SCRATCH/out" && grep -q 'DIFFERS floor-and-ceiling' "$CK_SCRATCH/out"
}
check "all hard cases come out as argued" agree
check "each says why" argued
check "a wrong expectation is found" turned
finish
