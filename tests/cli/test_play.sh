#!/bin/sh
# chokepoint play on the shipped game: odds, the same digits on one thread and two, what it refuses.
. tests/check.sh

game=scenarios/play/october-2025.yaml
rm -rf "$CK_SCRATCH/store"
play() { "$CK_PROGRAM" play "$game" --simulate --futures 3 --store "$CK_SCRATCH/store" "$@"; }
play --json --threads 2 >"$CK_SCRATCH/two.json" 2>/dev/null
check "it runs" [ $? -eq 0 ]
play --json --threads 1 >"$CK_SCRATCH/one.json" 2>/dev/null
check "one thread and two give the same digits, and so do stored runs" cmp -s "$CK_SCRATCH/one.json" "$CK_SCRATCH/two.json"
check "there are 48 stored runs" [ "$(ls "$CK_SCRATCH/store" | wc -l)" -eq 48 ]
check "odds of a round add up to 1" python3 -c "
import json
for row in json.load(open('$CK_SCRATCH/one.json'))['odds']:
    assert abs(sum(row[k]['mean'] for k in ('package_deal', 'tit_for_tat', 'full_escalation')) - 1) < 1e-9"

refused() {
    sed "$1" $game >"$CK_SCRATCH/bad.yaml"
    "$CK_PROGRAM" play "$CK_SCRATCH/bad.yaml" --simulate >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
    [ $? -eq 2 ] && grep -q "$2" "$CK_SCRATCH/err" && [ ! -s "$CK_SCRATCH/out" ]
}
check "a misspelt key is named with the nearest one" refused 's/^firms:/frims:/' 'bad.yaml:.*unknown key "frims"'
check "a falling range is refused" refused 's/patience: \[0.7, 0.85, 0.95\]/patience: [0.9, 0.8, 0.95]/' 'bad.yaml:.*falls'
check "an unknown feature of a rule is refused" refused 's/after_escalation/after_escalaton/' 'bad.yaml:.*unknown key'
check "an event outside the game is refused" refused 's/date: 2025-10-30/date: 2031-10-30/' 'outside the game'
"$CK_PROGRAM" play "$game" >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
check "nothing asked is a usage error" [ $? -eq 2 ]
finish
