#!/bin/sh
# A scenario that follows the law: what is wrong in it, in its amendment or in the facts of its world is named with its place.
. tests/check.sh

world=$CK_SCRATCH/world
mkdir -p "$world"
cp worlds/rare-earths/*.csv worlds/rare-earths/world.yaml "$world/"
scenario=$CK_SCRATCH/follows.yaml

write() {      # write RULE AMENDMENT
    cat >"$scenario" <<END_OF_SCENARIO
name: follows
title: A scenario that follows the law
world: rare-earths
start: 2025-01-01
days: 120
measures:
  - id: m
    law: $1
law:
  amend: |
    $2
END_OF_SCENARIO
}
says() {       # says STATUS TEXT [OPTION...]
    wanted=$1 text=$2
    shift 2
    "$CK_PROGRAM" run "$scenario" --world "$world" --draws 0 --alone --no-remedies "$@" >"$CK_SCRATCH/out" 2>&1
    status=$?
    head -c 1500 "$CK_SCRATCH/out"
    [ $status -eq "$wanted" ] && grep -q -- "$text" "$CK_SCRATCH/out"
}
misspelt_rule() { write cn-2025-18/exports ''; says 2 'follows.yaml:8:' && grep -q 'did you mean "cn-2025-18/export"' "$CK_SCRATCH/out"; }
wrong_amendment() { write cn-2025-18/export 'amend cn-2025-99'; says 2 '(law of the scenario):1:'; }
misspelt_fact() {
    write cn-2025-18/export ''
    sed -i '2s/,form,/,forrm,/' "$world/facts.csv"
    says 0 'facts.csv:2:' && grep -q 'no fact of an item called "forrm"' "$CK_SCRATCH/out"
}
amended_law() {
    write cn-2025-18/export 'amend cn-2025-18
      suspended from 2025-04-10 until open announced 2025-04-10 certainty hypothetical citation "imagined"'
    says 0 'lose'
    paused=$(grep -o 'lose [^,]*' "$CK_SCRATCH/out")
    write cn-2025-18/export ''
    says 0 'lose' && [ "$paused" != "$(grep -o 'lose [^,]*' "$CK_SCRATCH/out")" ]
}
check "a misspelt rule is named, with the nearest one" misspelt_rule
check "a wrong amendment is named with its line" wrong_amendment
check "an amendment of the law changes what is lost" amended_law
check "a misspelt fact of the world is named" misspelt_fact

finish
