#!/bin/sh
# chokepoint network --events on a small network of its own: what it prints, writes and refuses, the same digest twice.
. tests/check.sh

net=$CK_SCRATCH/net
mkdir -p "$net"
printf 'supplier,buyer,value\nmine,smelter,10\nmine,works,4\nsmelter,plant,12\nworks,plant,6\nsmelter,works,2\nplant,shop,5\n' >"$net/links.csv"
printf 'firm,sector,region\nmine,ore,CHN\nsmelter,metal,CHN\nworks,metal,JPN\nplant,cars,JPN\nshop,trade,USA\n' >"$net/firms.csv"
printf 'firm,region,amount\nplant,USA,20\nplant,JPN,10\nsmelter,JPN,3\nshop,USA,9\nworks,USA,4\n' >"$net/final_demand.csv"
run() { "$CK_PROGRAM" network "$net" --events "$CK_SCRATCH/e.yaml" "$@"; }

cat >"$CK_SCRATCH/e.yaml" <<'END'
name: all
title: All at once
start: 2025-01-01
days: 120
model: {rationing: equal-ratio, orders: shortfall, stock_days: {ore: 20, "*": 8}, restock_days: 5}
shocks:
  - {id: quake, kind: capacity, from: 2025-01-05, days: 4, firms: {smelter: 0.6, works: 20 %}, recovery: exponential, recovery_days: 10}
  - {id: strike, kind: series, from: 6, regions: [JPN], series: [0.4, 0.1, 0]}
  - {id: flood, kind: capacity, from: 8, sectors: [metal], share: 0.3, recovery: neighbours, recovery_days: 6}
measures:
  - {id: licence, title: Licence on metal, citation: hypothetical, authority: CHN, certainty: hypothetical, effect: licence, items: [metal],
     origins: [CHN], destinations: [JPN], announced: 2025-01-10, from: 2025-01-12, terms: {review_days: 20, approval_civil: 0.5}}
  - {id: free, title: Exemption, citation: hypothetical, authority: CHN, certainty: hypothetical, effect: exemption, items: [metal],
     origins: [CHN], destinations: [JPN], announced: 2025-02-01, from: 2025-02-01, terms: {exempt_share: 0.5}}
  - {id: quota, title: Quota on ore, citation: hypothetical, authority: CHN, certainty: hypothetical, effect: quota, items: [ore],
     origins: [CHN], destinations: [JPN], announced: 2025-01-10, from: 2025-01-12, terms: {quota_share: 0.5}}
transport:
  - {id: strait, origins: [JPN], destinations: [USA], from: 2025-02-10, until: 2025-02-20, share: 0.25}
demand:
  - {id: thrift, destinations: [USA], users: [final], from: 2025-03-01, share: 0.9}
end_uses:
  cars: {military: 0.1}
END
run --json --threads 1 --out "$CK_SCRATCH/out" --snapshots 3,20 >"$CK_SCRATCH/a.json" 2>"$CK_SCRATCH/err.txt"
check "shocks and rules of all kinds run together" sh -c "[ $? -eq 0 ] || { cat '$CK_SCRATCH/err.txt'; false; }"
run --json --threads 2 >"$CK_SCRATCH/b.json" 2>/dev/null
check "two threads give the same" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"
check "a row a day and the baseline" [ "$(wc -l <"$CK_SCRATCH/out/totals.csv")" -eq 122 ]
check "snapshots of two days" [ "$(ls "$CK_SCRATCH/out" | grep -c step)" -eq 4 ]
check "the ledger closes and unmet demand has its causes" sh -c "/usr/bin/python3 -c '
import json, sys
a = json.load(open(sys.argv[1])); l = a[\"ledger\"]; u = a[\"final_demand_not_served\"]
assert l[\"largest_error\"] < 1e-12 and l[\"stocks_largest_error\"] < 1e-12 and l[\"vanished\"] == 0
assert all(u[c] > 0 for c in (\"policy\", \"transport\", \"capacity\"))
assert {r[\"id\"] for r in a[\"rules\"]} == {\"licence\", \"free\", \"quota\", \"strait\", \"thrift\"}
assert next(r for r in a[\"rules\"] if r[\"id\"] == \"licence\")[\"held_back\"] > 0' '$CK_SCRATCH/a.json'"
run >"$CK_SCRATCH/a.txt"
check "a run that is not back says so and why" grep -q '^warning: the network collapsed: .* of the baseline after the last day; furthest is' "$CK_SCRATCH/a.txt"
# what was written is a recorded run for --against; another rationing is not met
run --out "$CK_SCRATCH/again" --snapshots 3,20 --against "$CK_SCRATCH/out" >"$CK_SCRATCH/a.txt"
check "a run meets itself" [ $? -eq 0 ]
sed -i 's/equal-ratio/proportional/' "$CK_SCRATCH/e.yaml"
run --against "$CK_SCRATCH/out" >"$CK_SCRATCH/a.txt"
check "and not another" [ $? -eq 1 ]

printf 'name: z\nstart: 2025-01-01\ndays: 50\n' >"$CK_SCRATCH/e.yaml"
run >"$CK_SCRATCH/z.txt"
check "without a shock nothing moves" grep -q 'never left the baseline' "$CK_SCRATCH/z.txt"
mv "$net/final_demand.csv" "$CK_SCRATCH/final_demand.csv"
run >"$CK_SCRATCH/z.txt" 2>"$CK_SCRATCH/err.txt"
check "final demand that is estimated is said to be" grep -q 'it is estimated as purchases above sales' "$CK_SCRATCH/err.txt"
mv "$CK_SCRATCH/final_demand.csv" "$net/final_demand.csv"

# refuse SENTENCE PATTERN SHOCK
refuse() {
    printf 'name: z\nstart: 2025-01-01\ndays: 50\nshocks:\n  - %s\n' "$3" >"$CK_SCRATCH/e.yaml"
    run --out "$CK_SCRATCH/none" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
    check "$1 ends with 2" [ $? -eq 2 ]
    check "$1 is told with its place" grep -q "e.yaml:5:.*$2" "$CK_SCRATCH/err.txt"
    check "$1 writes nothing" [ ! -e "$CK_SCRATCH/none" ]
}
refuse "an unknown firm" 'no firm "smelte"' '{id: q, kind: capacity, from: 2, firms: {smelte: 0.1}}'
refuse "an unknown sector" 'no sector "car"' '{id: q, kind: capacity, from: 2, sectors: [car], share: 0.1}'
refuse "a share above 1" 'share' '{id: q, kind: capacity, from: 2, firms: {smelter: 1.1}}'
refuse "a share of a series" 'kind series has no "share"' '{id: q, kind: series, from: 2, regions: JPN, share: 0.1, series: [0.1]}'
refuse "regions beside firms" '"regions" stands beside "firms"' '{id: q, kind: capacity, from: 2, regions: JPN, firms: {mine: 0.3}}'
refuse "capital of firms" 'kind "capital"' '{id: q, kind: capital, from: 2, firms: {mine: 0.3}}'
refuse "a shock that hits nobody" 'hits nobody' '{id: q, kind: capacity, from: 2}'
printf '{"rationing": 0, "order_type": 7, "steps": 5}\n' >"$CK_SCRATCH/p.json"
"$CK_PROGRAM" network "$net" --events "$CK_SCRATCH/p.json" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an order type that does not exist ends with 2" [ $? -eq 2 ]
check "and so does a recorded case without its shocks" grep -q 'needs its list of firms hit' "$CK_SCRATCH/err.txt"

# P6: the first of two links counts, links of unknown firms are passed over; by default they are added up, and an error
printf 'mine,smelter,5\nmine,nobody,1\n' >>"$net/links.csv"
printf 'name: z\nstart: 2025-01-01\ndays: 5\n' >"$CK_SCRATCH/e.yaml"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a link of an unknown firm ends with 2" [ $? -eq 2 ]
run --compat P6 >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "with compat P6 it is passed over and told" grep -q '1 links stand again and only the first counts, 1 of unknown' "$CK_SCRATCH/err.txt"
finish
