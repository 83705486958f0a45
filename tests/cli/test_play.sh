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

play >"$CK_SCRATCH/said" 2>/dev/null
check "a path on which no future ended has no losses, and says so" python3 -c "
import json
paths, text = json.load(open('$CK_SCRATCH/one.json'))['paths'], open('$CK_SCRATCH/said').read()
assert len(paths) == 3
for name, path in paths.items():
    empty = path['futures'] == 0
    assert all((value is None) == empty for loss in path['loss_busd'].values() for value in loss.values())
    assert (name.replace('_', ' ') + ' (0 futures)\\n    no future ended so' in text) == empty"

# values and the leverage curve, as JSON, tables and report; its runs are stored too
worth() { play --values --leverage --draws 1 --json "$@" 2>/dev/null; }
worth --out "$CK_SCRATCH/tables" --report "$CK_SCRATCH/play.html" --threads 2 >"$CK_SCRATCH/worth2.json"
check "values, leverage, tables and report in one run" [ $? -eq 0 ]
worth --solve --threads 1 >"$CK_SCRATCH/worth1.json"
check "their digits are the same on one thread" cmp -s "$CK_SCRATCH/worth1.json" "$CK_SCRATCH/worth2.json"
check "longer control costs its targets more, and the curve ends where the weeks of lasting control add up" python3 -c "
import csv, json
found = json.load(open('$CK_SCRATCH/worth1.json'))
curve, sender = found['leverage']['curve'], found['leverage']['sender']
lost = [sum(v for a, v in row['lost_busd'].items() if a != sender) for row in curve]
assert len(lost) > 8 and all(a < b for a, b in zip(lost, lost[1:])), lost
total = {}
for row in csv.DictReader(open('$CK_SCRATCH/tables/leverage-weekly.csv')):
    if row['case'] == 'alone': total[row['actor']] = total.get(row['actor'], 0) + float(row['lost_busd'])
for actor, value in curve[-1]['lost_busd'].items(): assert abs(total[actor] - value) < 1e-6 * (1 + abs(value)), actor
assert all(set(row['odds']) == {'package_deal', 'tit_for_tat', 'full_escalation'} for row in found['openings'])
waits = [row for row in found['openings'] if row['first_move'] == 'wait']
assert len(waits) == 2 and all(row['saved_against_waiting_busd']['mean'] == 0 for row in waits)
assert abs(sum(found['values']['promise']['odds_change'].values())) < 1e-9
assert found['values']['promise']['odds_change']['package_deal'] > 0
assert any(asset['kind'] == 'plant' for asset in found['leverage']['assets'])"
check "tables are whole" [ "$(ls "$CK_SCRATCH/tables" | tr '\n' ' ')" = "assets.csv flips.csv leverage-weekly.csv leverage.csv losses.csv odds.csv openings.csv values.csv " ]
check "the report stands alone" sh -c '! grep -E "(src|href)=.?https?:" "$1" && grep -q "</html>" "$1"' - "$CK_SCRATCH/play.html"
play --draws 0 --report /nonexistent/play.html >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
check "a report that cannot be written is refused" [ $? -eq 2 ]
"$CK_PROGRAM" play "$game" --as us --values >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err" </dev/null
check "values are nothing for a game by hand" [ $? -eq 2 ]

# behaviour fitted to the moves before the game, as uncertain as the fit
play --behaviour fitted --json --threads 2 >"$CK_SCRATCH/fitted2.json" 2>/dev/null
check "behaviour may be fitted to history" [ $? -eq 0 ]
play --behaviour fitted --json --threads 1 >"$CK_SCRATCH/fitted1.json" 2>/dev/null
check "with the same digits on one thread" cmp -s "$CK_SCRATCH/fitted1.json" "$CK_SCRATCH/fitted2.json"
check "its odds differ from those of the rule, and its fit's uncertainty is in the bands" python3 -c "
import json
fitted, rule = json.load(open('$CK_SCRATCH/fitted1.json')), json.load(open('$CK_SCRATCH/one.json'))
assert set(fitted['behaviour'].values()) == {'fitted'} and set(rule['behaviour'].values()) == {'rule'}
assert fitted['odds'] != rule['odds'] and any(row['package_deal']['p95'] > row['package_deal']['p05'] for row in fitted['odds'])"
sed 's/^history:.*//' $game | sed "s|scenario: |scenario: $PWD/scenarios/play/|" >"$CK_SCRATCH/bare.yaml"
"$CK_PROGRAM" play "$CK_SCRATCH/bare.yaml" --simulate --behaviour fitted >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
check "without a history it is refused" sh -c "[ $? -eq 2 ] && grep -q 'no history to fit' '$CK_SCRATCH/err'"
"$CK_PROGRAM" play "$game" --simulate --behaviour wild >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
check "another behaviour is a usage error" [ $? -eq 2 ]

# both sides play the solved ladder game: its stages that do not settle are counted and noted
awk -v folder="$PWD/scenarios/play/" '/^weights:/ {$0 = "weights: 4"} /^every:/ {$0 = "every: 182 days"} /^scenario:/ {$2 = folder $2} {print}
    /^    weights:/ {print "    behaviour: equilibrium"}' $game >"$CK_SCRATCH/solved.yaml"
"$CK_PROGRAM" play "$CK_SCRATCH/solved.yaml" --simulate --futures 2 --json >"$CK_SCRATCH/solved.json" 2>"$CK_SCRATCH/noted"
check "sides may play the equilibrium" [ $? -eq 0 ]
check "each draw is solved, and what did not settle is counted and noted" python3 -c "
import json
found, noted = json.load(open('$CK_SCRATCH/solved.json')), open('$CK_SCRATCH/noted').read()
count = found['solved_draws']
stages, draws = count['stages_unsettled'], count['draws_unsettled']
assert count['draws'] == 4 and draws <= 4 and (stages > 0) == (draws > 0) and (stages > 0) == (count['residual'] >= 1e-6)
assert ('%d stages of the solved games did not settle, in %d of 4 draws' % (stages, draws) in noted) == (stages > 0)
assert sum(path['futures'] for path in found['paths'].values()) == 8
assert 'solved_draws' not in json.load(open('$CK_SCRATCH/one.json'))"

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
"$CK_PROGRAM" play "$game" --as us --futures 3 >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err" </dev/null
check "futures are nothing for a game by hand" [ $? -eq 2 ]
finish
