#!/bin/sh
# chokepoint capability: closed forms, priority, the same digits twice, the shipped example, and what it refuses.
. tests/check.sh

file=$CK_SCRATCH/c.yaml
ground='source: own, year: 2025, grade: assumed'
# lag STOCK PRIORITY FAILURE [PASSES]: one fleet of each side that needs 1 t a day of parts; imports of 2 t a day, of which PASSES comes through
lag() {
    cat >"$file" <<END
name: small
title: Small
start: 2025-01-01
days: 1000
draws: 50
policy: {imports: {value: 730 t/year, $ground}, priority: $2, steps: [{from: 2025-01-01, passes: {value: ${4:-0 %}, $ground}}]}
material: {name: magnets, stock: {value: $1, $ground}}
equipment:
  - {id: jet, title: Jets, side: defence, fleet: {value: 365, $ground}, failure: {$3, $ground}, intensity: {value: 4000 kg, $ground}}
  - {id: car, title: Cars, side: civil, fleet: {value: 365, $ground}, failure: {value: 0.25, $ground}, intensity: {value: 4000 kg, $ground}}
capability:
  - {id: air, title: Air, of: [jet], below: [80 %]}
  - {id: road, title: Road, of: [car], below: [80 %, 1 %]}
  - {id: both, title: Both, of: [jet, car], below: [80 %]}
  - {id: mean, title: Mean, of: [jet, car], rule: mean, below: [80 %]}
END
}
run() { "$CK_PROGRAM" capability "$file" "$@" >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"; }
# near ID THRESHOLD DAYS: the central passage of a capability is within 0.1 days
near() {
    "$CK_PROGRAM" capability "$file" --json >"$CK_SCRATCH/json" || return 1
    awk -v id="\"$1\"," -v below="$2" -v days="$3" '
        $1 == "\"id\":" { inside = ($2 == id) }
        inside && $1 == "\"central_days\":" { central = $2 + 0 }
        inside && $1 == "\"below\":" && $2 + 0 == below { found = central }
        END { print "found", found; exit !(found > days - 0.1 && found < days + 0.1) }' "$CK_SCRATCH/json"
}
refuses() {
    run
    status=$?
    cat "$CK_SCRATCH/err"
    [ $status -eq 2 ] && [ ! -s "$CK_SCRATCH/out" ] && grep -q "$1" "$CK_SCRATCH/err"
}
changed() {
    lag "100 t" equal "value: 0.25"
    sed -i "$1" "$file"
    refuses "$2"
}

# Without supply the fleet is exp(-t / 4 years): 80 % after 4 ln(1.25) years of 365 days, 325.78 days.
lag 0 equal "value: 0.25"
check "without supply the passage is that of an exponential" near air 0.8 325.78
check "the mean of equals is the same" near mean 0.8 325.78
lag "100 t" equal "value: 0.25"
check "a stock of 50 days puts it off by 50 days" near air 0.8 375.78
lag 0 defence "value: 0.25" "50 %"
check "with half of the need and defence first the civil fleet has nothing" near road 0.8 325.78
check "the weakest counts" near both 0.8 325.78
run
check "and the defence fleet everything" grep -q 'air below 80 % *never *0.0 %' "$CK_SCRATCH/out"
run --priority civil
check "the other way round, by the command line" grep -q 'road below 80 % *never *0.0 %' "$CK_SCRATCH/out"
lag "100 t" defence "value: 0.25"
run
check "the rule is said" grep -q 'priority: defence' "$CK_SCRATCH/out"
check "the stock is used up after 50 days, whoever is first" grep -q 'used up *50 (2025-02-20)' "$CK_SCRATCH/out"
check "what does not happen is said" grep -q 'road below 1 % *never *0.0 %' "$CK_SCRATCH/out"

lag "100 t" equal "value: 0.25, range: [0.1, 0.5]"
"$CK_PROGRAM" capability "$file" --json >"$CK_SCRATCH/a.json"
"$CK_PROGRAM" capability "$file" --json >"$CK_SCRATCH/b.json"
"$CK_PROGRAM" capability "$file" --json --seed 2 >"$CK_SCRATCH/c.json"
"$CK_PROGRAM" capability "$file" --json --draws 51 >"$CK_SCRATCH/d.json"
check "twice the same" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"
check "another seed is another answer" sh -c "! cmp -s '$CK_SCRATCH/a.json' '$CK_SCRATCH/c.json'"
check "draws are as asked for" grep -q '"draws": 51' "$CK_SCRATCH/d.json"
check "bands rise" awk '$1 ~ /^"p(05|25|50|75|95)":/ { v = $2 == "null" || $2 == "null," ? 1e9 : $2 + 0; if ($1 != "\"p05\":" && v < last) exit 1; last = v; n++ } END { exit n == 0 }' "$CK_SCRATCH/a.json"
check "every number is listed with its grade" sh -c "[ \$(grep -c '\"grade\": \"assumed\"' '$CK_SCRATCH/a.json') -eq 9 ]"

shipped=scenarios/capability/fighter-magnets.yaml
"$CK_PROGRAM" capability $shipped --draws 100 >"$CK_SCRATCH/out"
check "the shipped example runs" [ $? -eq 0 ]
check "with defence first fighters stay above 95 %" grep -q 'air below 95 % *never *0.0 %' "$CK_SCRATCH/out"

check "a number without a source is refused with its place" changed 's/stock: {value: 100 t, source: own,/stock: {value: 100 t,/' 'c.yaml:7:.*there is no source'
check "a number without a year" changed 's/stock: {value: 100 t, source: own, year: 2025,/stock: {value: 100 t, source: own,/' 'c.yaml:7:.*has no year'
check "an unknown grade" changed '7s/assumed/guessed/' 'c.yaml:7:.*"guessed" is no grade'
check "a bare number" changed '7s/{value: 100 t[^}]*}/100 t/' 'c.yaml:7:.*stock needs its source'
check "a range that leaves the value out" changed '7s/100 t,/100 t, range: [1, 50],/' 'c.yaml:7:.*not inside its range'
check "a wrong unit" changed '7s/100 t/100 kg/' 'c.yaml:7:.*its unit is t'
check "a number outside its limits" changed '7s/100 t/-1 t/' 'c.yaml:7:.*must be from 0'
check "an unknown key, with the nearest" changed '7s/stock/stok/' 'stok'
check "an unknown priority" changed 's/priority: equal/priority: navy/' 'c.yaml:6:.*unknown priority "navy"'
check "equipment that is not there" changed 's/of: \[car\]/of: [ship]/' 'there is no equipment "ship"'
check "the same id twice" changed 's/id: car/id: jet/' 'there is equipment "jet" already'
check "the same capability twice" changed 's/{id: both/{id: road/' 'there is capability "road" already'
check "a layer that is missing" changed '7d' 'there is no layer "material"'
check "a rule that is not known" changed 's/rule: mean/rule: best/' 'unknown rule "best"'
check "no capability" changed '/^capability/,$d' 'there is no list of capability'
check "an unknown rule on the command line ends with 2" sh -c "'$CK_PROGRAM' capability $shipped --priority navy >/dev/null 2>&1; [ \$? -eq 2 ]"
check "a file that is not there ends with 2" sh -c "'$CK_PROGRAM' capability '$CK_SCRATCH/none.yaml' >/dev/null 2>&1; [ \$? -eq 2 ]"
finish
