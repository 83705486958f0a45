#!/bin/sh
# The worked cases agree in verdict, rule and missing facts, and docs/conformance.md is the table of now.
. tests/check.sh

cases_are_decided() {
    "$CK_PROGRAM" conformance tests/law/cases --markdown "$CK_SCRATCH/conformance.md" >"$CK_SCRATCH/out"
    [ $? -eq 0 ] && ! grep -q '^DIFFERS\|^UNREAD' "$CK_SCRATCH/out"
}
table_is_of_now() {
    sed "s#--markdown [^\`]*#--markdown docs/conformance.md#" "$CK_SCRATCH/conformance.md" | diff - docs/conformance.md
}
a_wrong_expectation_is_found() {
    mkdir -p "$CK_SCRATCH/wrong"
    cat >"$CK_SCRATCH/wrong/wrong.yaml" <<'YAML'
deal: wrong
on: 2026-10-02
export_from: CHN
item: {form: magnet, content: {Dy: 2 %}}
expect: {use: accept, checks: [{regime: test-licence, outcome: prohibited}]}
YAML
    ! "$CK_PROGRAM" conformance "$CK_SCRATCH/wrong" --law tests/check/small.law >"$CK_SCRATCH/out" && grep -q 'DIFFERS wrong' "$CK_SCRATCH/out"
}

check "all worked cases agree" cases_are_decided
check "docs/conformance.md is the table of now" table_is_of_now
check "a wrong expectation is found" a_wrong_expectation_is_found
finish
