#!/bin/sh
# chokepoint exposure on the shipped world: tables, JSON and report agree, the page of findings is the one of now, what is refused.
. tests/check.sh

world=worlds/rare-earths
governance=scenarios/exposure/governance.csv
run() { "$CK_PROGRAM" exposure "$@"; }

run $world --governance $governance --json --out "$CK_SCRATCH/out" --report "$CK_SCRATCH/report.html" >"$CK_SCRATCH/a.json" 2>"$CK_SCRATCH/a.err"
check "the shipped world is measured" [ $? -eq 0 ]
cat >"$CK_SCRATCH/look.py" <<'E2'
import csv, json, sys
a, folder = json.load(open(sys.argv[1])), sys.argv[2]
def table(name): return list(csv.DictReader(open(folder + "/" + name)))
def number(text): return float(text) if text else None
tiers = {t["tier"]: t for t in a["tiers"]}
assert sum(t["items"] for t in a["tiers"]) == len(a["items"]) == len(table("items.csv"))
for row in table("countries.csv"):
    shares = [number(row[c]) for c in ("largest_share_1", "concentration_1", "exposure_1", "bottleneck_1", "influence_1")]
    assert all(x is None or -1e-12 <= x <= 1 + 1e-12 for x in shares), row
    if number(row["largest_share_1"]) == 1.0: assert number(row["concentration_1"]) == 1.0, row
    if number(row["exposure_1"]) is not None: assert number(row["upstream_1"]) >= number(row["exposure_1"]) - 1e-12, row
for item in a["items"]:
    made = [number(r["production_usd"]) for r in table("countries.csv") if r["item"] == item["item"]] if item["item"] == "lutetium-oxide" else None
    if made: assert sum(1 for x in made if x) == 1 and abs(item["production_concentration"] - 1) < 1e-9
esri = a["esri"]
assert len(table("esri.csv")) == sum(len(x) for x in esri.values())
for kind, rows in esri.items():
    assert rows and all(r["settled"] and 0 <= r["esri"] <= 1 for r in rows), kind
    assert all(x["esri"] >= y["esri"] for x, y in zip(rows, rows[1:])), kind
tier = {(r["region"], r["tier"]): r["esri"] for r in esri["tier"]}
assert all(r["esri"] <= tier[r["region"], r["tier"]] + 1e-9 for r in esri["exports"])
owner = {r["id"]: r["esri"] for r in esri["owner"]}
assert owner["China Northern Rare Earth"] >= next(r["esri"] for r in esri["site"] if r["id"] == "bayan-obo") - 1e-9
gaps = [s["largest_gap"] for s in a["stopping_rule"]]
assert gaps == sorted(gaps, reverse=True) and gaps[0] > 1e-3
# shares known from public sources: China makes nine tenths of magnets
magnet = next(i for i in a["items"] if i["item"] == "ndfeb-magnet")
assert magnet["largest_producer"] == "CHN" and 0.9 < magnet["largest_producer_share"] < 0.96
E2
check "shares are shares, tables agree, more failures hurt more" /usr/bin/python3 "$CK_SCRATCH/look.py" "$CK_SCRATCH/a.json" "$CK_SCRATCH/out"
check "the report is a whole page" sh -c "grep -q '<h2>Which tier</h2>' '$CK_SCRATCH/report.html' && tail -1 '$CK_SCRATCH/report.html' | grep -q '</html>'"
run $world --governance $governance --json --threads 1 >"$CK_SCRATCH/b.json" 2>/dev/null
check "one thread gives the same" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"
run $world --top 3 >"$CK_SCRATCH/text.txt"
check "without scores it says what is missing" grep -q '^No --governance' "$CK_SCRATCH/text.txt"

run $world --csv x >"$CK_SCRATCH/out.txt" 2>&1
check "a switch of trade tables is a usage error" [ $? -eq 2 ]
run tests/check.sh --report x.html >"$CK_SCRATCH/out.txt" 2>&1
check "so is one of worlds with a trade table" [ $? -eq 2 ]
run $world --markdown "$CK_SCRATCH/page.md" >"$CK_SCRATCH/out.txt" 2>&1
check "so is a page without its sources" [ $? -eq 2 ]
sed '/^JPN/d' $governance >"$CK_SCRATCH/bad.csv"
run $world --governance "$CK_SCRATCH/bad.csv" --out "$CK_SCRATCH/none" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a region without a score ends with 2" [ $? -eq 2 ]
check "and is named" grep -q 'there is no score of "JPN"' "$CK_SCRATCH/err.txt"
check "and nothing is written" [ ! -e "$CK_SCRATCH/none" ]

magnets=${CK_SHARED:-}/data/baci_magnets/baci2024_850511.csv
aggregates=${CK_SHARED:-}/data/baci_ree_aggregates/ree_world_2002_2024.csv
if [ ! -f "$magnets" ] || [ ! -f "$aggregates" ]; then
    skip "docs/exposure-findings.md is the page of now" "CK_SHARED names no folder with data/baci_magnets and data/baci_ree_aggregates"
    finish
fi
run $world --governance $governance --literature scenarios/exposure/literature.csv --magnets "$magnets" --aggregates "$aggregates" \
    --markdown "$CK_SCRATCH/findings.md" >/dev/null 2>"$CK_SCRATCH/err.txt"
check "the page of findings is written" [ $? -eq 0 ]
check "docs/exposure-findings.md is the page of now" diff "$CK_SCRATCH/findings.md" docs/exposure-findings.md
printf 'measure,low,high,claim,source,year,grade\ninput-exposure-gaps,0,,x,y,2025,reported\n' >"$CK_SCRATCH/bad.csv"
run $world --governance $governance --literature "$CK_SCRATCH/bad.csv" --magnets "$magnets" --aggregates "$aggregates" \
    --markdown "$CK_SCRATCH/none.md" >/dev/null 2>"$CK_SCRATCH/err.txt"
check "a claim about an unknown measure ends with 2" [ $? -eq 2 ]
check "with its place and the nearest name" grep -A3 'bad.csv:2:1: .*"input-exposure-gaps"' "$CK_SCRATCH/err.txt"
check "and no page" [ ! -e "$CK_SCRATCH/none.md" ]
finish
