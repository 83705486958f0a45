#!/bin/sh
# The shipped scenario joined to the published table: rounds that close, ranges in order, the same digits twice, what is refused.
. tests/check.sh

table=${CK_SHARED:-}/data/wiod2013
scenario=scenarios/october-2025.yaml
shares=scenarios/spread/rare-earths-wiod2013.csv
run() { "$CK_PROGRAM" spread "$@"; }

run x --scenario $scenario >"$CK_SCRATCH/out.txt" 2>&1
check "a scenario without a concordance is a usage error" [ $? -eq 2 ]
run x --scenario $scenario --concordance $shares --compat boario >"$CK_SCRATCH/out.txt" 2>&1
check "so is a switch that the join does not have" [ $? -eq 2 ]

if [ ! -d "$table" ]; then
    skip "the join with WIOD 2011" "CK_SHARED names no folder with data/wiod2013"
    finish
fi

run "$table" --year 2011 --scenario $scenario --concordance $shares --names scenarios/spread/names-wiod2013.csv --json \
    --out "$CK_SCRATCH/out" --report "$CK_SCRATCH/report.html" >"$CK_SCRATCH/a.json" 2>"$CK_SCRATCH/a.err"
check "the shipped concordance joins the shipped world to WIOD" [ $? -eq 0 ]
cat >"$CK_SCRATCH/look.py" <<'E2'
import csv, json, sys
a = json.load(open(sys.argv[1]))
runs = a["shares"]
for name, r in runs.items():
    assert r["closure"] < 1e-10 and r["largest_error"] < 1e-12, name
    assert abs(r["first_round"] + r["fewer_orders"] + r["inputs_lack"] - r["all"]) <= 1e-9 * r["all"], name
    for part in ("regions", "sectors"):
        assert abs(sum(x["all"] for x in r[part].values()) - r["all"]) <= 1e-9 * r["all"], (name, part)
    assert 0.2 < r["first_share"] < 0.8, (name, r["first_share"])
assert runs["low"]["first_round"] < runs["middle"]["first_round"] < runs["high"]["first_round"]
assert runs["low"]["all"] < runs["middle"]["all"] < runs["high"]["all"]
assert runs["spare"]["further_rounds"] < runs["middle"]["further_rounds"] < runs["tight"]["further_rounds"]
assert runs["middle"]["first_round"] == runs["spare"]["first_round"] == runs["tight"]["first_round"]
# the first round of the table is of the size of the daily run's, which is in money of another year
assert 0.4 < runs["middle"]["first_round"] * 1e6 / a["daily_lost_value_added_usd"] < 1.1
assert a["daily_unlinked_usd"] < 0.001 * a["daily_lost_value_added_usd"]
first = list(csv.DictReader(open(sys.argv[2] + "/first_round.csv")))
total = sum(float(r["first_middle"]) for r in first)
assert abs(total - runs["middle"]["first_round"]) < 1e-9 * total, total
assert len(list(csv.DictReader(open(sys.argv[2] + "/days.csv")))) == 5 * a["days"]
E2
check "rounds close, ranges are in order, tables agree with the summary" /usr/bin/python3 "$CK_SCRATCH/look.py" "$CK_SCRATCH/a.json" "$CK_SCRATCH/out"
check "the report is a whole page with names for people" sh -c "grep -q 'Electrical and optical equipment' '$CK_SCRATCH/report.html' && tail -1 '$CK_SCRATCH/report.html' | grep -q '</html>'"
printf 'name: short\nstart: 2025-01-01\ndays: 210\nmodel: {overproduction_most: 1}\n' >"$CK_SCRATCH/short.yaml"
for threads in 1 2; do
    run "$table" --year 2011 --scenario $scenario --concordance $shares --events "$CK_SCRATCH/short.yaml" --json --threads $threads \
        >"$CK_SCRATCH/$threads.json" 2>/dev/null
done
check "one thread gives the same" cmp -s "$CK_SCRATCH/1.json" "$CK_SCRATCH/2.json"

sed '2s/AUS/AUT2/' $shares >"$CK_SCRATCH/bad.csv"
run "$table" --year 2011 --scenario $scenario --concordance "$CK_SCRATCH/bad.csv" --out "$CK_SCRATCH/none" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an unknown region of the table ends with 2" [ $? -eq 2 ]
check "and is named with its place and the name that is near" grep -q 'bad.csv:2:1: .*"AUT2"' "$CK_SCRATCH/err.txt"
check "and nothing is written" [ ! -e "$CK_SCRATCH/none" ]
sed '3d' $shares >"$CK_SCRATCH/bad.csv"
run "$table" --year 2011 --scenario $scenario --concordance "$CK_SCRATCH/bad.csv" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "shares that do not sum to 1 end with 2" [ $? -eq 2 ]
check "and are told with their sum" grep -q 'bad.csv:2:1: .*"c8" in "AUS" sum to 0.98' "$CK_SCRATCH/err.txt"
printf 'name: z\nstart: 2025-01-02\ndays: 50\n' >"$CK_SCRATCH/e.yaml"
run "$table" --year 2011 --scenario $scenario --concordance $shares --events "$CK_SCRATCH/e.yaml" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "events of another start end with 2" [ $? -eq 2 ]
finish
