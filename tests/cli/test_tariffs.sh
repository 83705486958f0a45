#!/bin/sh
# chokepoint tariffs on a small table of its own: what it prints, what it refuses, the same digest twice.
. tests/check.sh

. tests/cli/small_table.sh

table=$CK_SCRATCH/table
small_table "$table" '20,10,8,1\n12,15,1,1\n9,2,25,12\n1,1,14,18\n' '40,11\n60,2\n9,50\n1,70\n'
scenario() {
    cat >"$CK_SCRATCH/s.yaml" <<END
name: small
title: Small
elasticities: e.csv
deficits: removed
draws: 20
steps:
  - id: one
    title: A taxes goods from B
    citation: own
    from: 2025-01-01
    wedges: [{kind: tariff, importers: [$1], exporters: [B], sectors: [goods], add: 20 %}]
  - {id: two, title: No goods from B at all, citation: own, wedges: [{kind: embargo, importers: [A], exporters: [B], sectors: [goods]}]}
END
}
run() { "$CK_PROGRAM" tariffs "$CK_SCRATCH/s.yaml" --table "$table" --year 2011 "$@"; }

scenario A
run --json --out "$CK_SCRATCH/out" >"$CK_SCRATCH/a.json"
check "it runs" [ $? -eq 0 ]
run --json >"$CK_SCRATCH/b.json"
check "twice the same" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"
check "one row a step and region" [ "$(wc -l <"$CK_SCRATCH/out/welfare.csv")" -eq 5 ]
check "and one object a step and region" [ "$(grep -c '"welfare_pct"' "$CK_SCRATCH/a.json")" -eq 4 ]
check "one row a step and pair" [ "$(wc -l <"$CK_SCRATCH/out/trade.csv")" -eq 9 ]
check "an embargo hurts the one who is cut off" sh -c "awk -F, '\$1 == \"two\" && \$3 == \"A\" { exit !(\$4 < 0) }' '$CK_SCRATCH/out/welfare.csv'"

scenario A
run --draws 40 --threads 1 --json >"$CK_SCRATCH/a.json"
run --draws 40 --threads 3 --json >"$CK_SCRATCH/b.json"
check "the number of threads changes nothing" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"

# Tariffs from the law: heading 5207 is on List 3, 10 % from September 2018 and 25 % from May 2019; heading 8703 of China is asked about.
cat >"$CK_SCRATCH/regions.csv" <<'END'
region,iso3,name,latitude_deg,longitude_deg,source,year,grade
A,USA,Northland,40,-100,own,2024,assumed
B,CHN,Eastland,35,105,own,2024,assumed
END
cat >"$CK_SCRATCH/goods.csv" <<'END'
hs,sector,weight,fact.us_301_list,source,year,grade
5207,goods,3,,own,2024,assumed
2504,goods,1,none,own,2024,assumed
END
printf 'item,group,sector,source,year,grade\nmagnet-a,magnet,goods,own,2024,assumed\n' >"$CK_SCRATCH/items.csv"
law_scenario() {
    cat >"$CK_SCRATCH/s.yaml" <<END
name: by-law
title: By the law
elasticities: e.csv
regions: regions.csv
deficits: removed
focus: [A, B]
games: {players: [A, B], sectors: [goods], highest: 100 %, rounds: 8}
run: {items: items.csv, origins: [CHN], months: 2}
steps:
  - id: lists
    title: Lists 1 to 3
    citation: own
    certainty: legal
    from: 2019-06-01
    wedges: [{kind: law, importers: [A], exporters: [B], on: $1, over: 2018-01-01, goods: $2, facts: [column_1_rate 0 %], table: 40 %}]
END
}
law_scenario 2019-06-01 goods.csv
run --games --out "$CK_SCRATCH/out" --report "$CK_SCRATCH/r.html" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "tariffs from the law run" [ $? -eq 0 ]
check "25 % on three quarters of the weight" grep -q '^lists,A,B,2019-06-01,goods,18.75,0$' "$CK_SCRATCH/out/duties.csv"
check "the game settles and a scan finds nothing better" grep -q 'settled; scan of 41 rates' "$CK_SCRATCH/out.txt"
check "rates by sector are in a table" grep -q '^unilateral,0,A,goods,' "$CK_SCRATCH/out/games.csv"
check "who sells and who feeds it is in a table" grep -q '^lists,A,B,100,100,B,' "$CK_SCRATCH/out/rerouting.csv"
check "a country feeds most of its own goods" sh -c "awk -F, 'NR == 2 { exit !(\$7 > 50 && \$7 <= 100 && \$8 > 50 && \$8 <= 100) }' '$CK_SCRATCH/out/rerouting.csv'"
check "and the table of the answer says it" grep -q 'Who sells to A, and how much of it is value added of B' "$CK_SCRATCH/out.txt"
check "output by sector is in a table" [ "$(wc -l <"$CK_SCRATCH/out/sectors.csv")" -eq 5 ]
for words in "Who takes the place, and who feeds it" "Winners and losers" "How sure" "from the text of the law" "Welfare in three ways" "The tariff game" "How well the equations hold" "How to make this again" Northland; do
    check "the report has: $words" grep -q "$words" "$CK_SCRATCH/r.html"
done
check "the report asks nothing of the network" sh -c "! grep -E -q '(src|href)=.?https?:' '$CK_SCRATCH/r.html'"
law_scenario 2018-10-01 goods.csv
run --out "$CK_SCRATCH/out" >/dev/null
check "10 % before May 2019" grep -q '^lists,A,B,2018-10-01,goods,7.5,0$' "$CK_SCRATCH/out/duties.csv"
run --tariffs table --out "$CK_SCRATCH/out" >/dev/null
check "the published average in its place" grep -q '^lists,A,B,2018-10-01,goods,40,0$' "$CK_SCRATCH/out/duties.csv"

# What a run of the daily engine did in its last two months: three quarters of the magnets came through.
mkdir -p "$CK_SCRATCH/ran"
printf 'scenario,lost_value_added_usd,title\nlicences,5e9,Licences\n' >"$CK_SCRATCH/ran/summary.csv"
printf 'scenario,month,group,region,destination,unit,quantity,quantity_base,value_usd\n' >"$CK_SCRATCH/ran/flows.csv"
for month in 2025-01 2025-02 2025-03; do
    q=75; [ $month = 2025-01 ] && q=100
    printf 'licences,%s-01,magnet,CHN,USA,t,%s,100,%s\nlicences,%s-01,magnet,CHN,ALL,t,%s,100,%s\n' $month $q "${q}0000" $month $q "${q}0000" >>"$CK_SCRATCH/ran/flows.csv"
done
printf 'scenario,item,date,price\nlicences,magnet-a,2025-02-14,1\nlicences,magnet-a,2025-03-14,1\n' >"$CK_SCRATCH/ran/price_inside.csv"
printf 'scenario,item,date,price\nlicences,magnet-a,2025-02-14,1.5\nlicences,magnet-a,2025-03-14,1.5\n' >"$CK_SCRATCH/ran/price_outside.csv"
run --from-run "$CK_SCRATCH/ran" --json --report "$CK_SCRATCH/r.html" >"$CK_SCRATCH/a.json"
check "a run joins" [ $? -eq 0 ]
check "it shipped three quarters" grep -q '"shipped_share": 0.75' "$CK_SCRATCH/a.json"
check "worth 0.75^(-1/4) - 1 at the elasticity of 4" grep -q '"wedge_by_quantity_pct": 7.45699' "$CK_SCRATCH/a.json"
check "and half by prices" grep -q '"wedge_by_prices_pct": 50.0' "$CK_SCRATCH/a.json"
check "it is labelled in the results" grep -q '"id": "after-the-run-at-prices"' "$CK_SCRATCH/a.json"
check "and in the report" grep -q 'End of adjustment after a run of the daily engine' "$CK_SCRATCH/r.html"

# The same run with draws: bands stand beside the central numbers, which are those that join.
banded() { # banded FILE COLUMN...: five columns of bands after each column named
    /usr/bin/python3 - "$@" <<'PY'
import csv, sys
path, columns = sys.argv[1], sys.argv[2:]
rows = list(csv.reader(open(path, newline="")))
after = [rows[0].index(c) for c in columns]
out = []
for number, row in enumerate(rows):
    line = []
    for k, cell in enumerate(row):
        line.append(cell)
        if k in after:
            line += [cell + band for band in ("_p05", "_p25", "_p50", "_p75", "_p95")] if number == 0 else ["7", "8", "9", "10", "11"]
    out.append(line)
csv.writer(open(path, "w", newline=""), lineterminator="\n").writerows(out)
PY
}
banded "$CK_SCRATCH/ran/flows.csv" quantity value_usd
banded "$CK_SCRATCH/ran/price_inside.csv" price
banded "$CK_SCRATCH/ran/price_outside.csv" price
banded "$CK_SCRATCH/ran/summary.csv" lost_value_added_usd
check "there are bands" grep -q 'quantity_p95,quantity_base,value_usd,value_usd_p05' "$CK_SCRATCH/ran/flows.csv"
run --from-run "$CK_SCRATCH/ran" --json >"$CK_SCRATCH/b.json"
check "a run with draws joins by its central numbers" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"
cp "$CK_SCRATCH/ran/flows.csv" "$CK_SCRATCH/flows.csv"
sed '$s/^\(.*,t\),[0-9]*,/\1,,/' "$CK_SCRATCH/flows.csv" >"$CK_SCRATCH/ran/flows.csv"
run --from-run "$CK_SCRATCH/ran" >/dev/null 2>&1
check "a total without a quantity is not asked" [ $? -eq 0 ]
sed '2s/^\(.*,t\),[0-9]*,/\1,,/' "$CK_SCRATCH/flows.csv" >"$CK_SCRATCH/ran/flows.csv"
run --from-run "$CK_SCRATCH/ran" >/dev/null 2>"$CK_SCRATCH/err.txt"
check "a flow without a quantity ends with 2" [ $? -eq 2 ]
check "and its line is named" grep -q 'flows.csv:2:.*is no number' "$CK_SCRATCH/err.txt"
sed '2s/2025-01-01/2025-13-01/' "$CK_SCRATCH/flows.csv" >"$CK_SCRATCH/ran/flows.csv"
run --from-run "$CK_SCRATCH/ran" >/dev/null 2>"$CK_SCRATCH/err.txt"
check "a month that is no day ends with 2" [ $? -eq 2 ]
grep -v 2025-0[12] "$CK_SCRATCH/flows.csv" >"$CK_SCRATCH/ran/flows.csv"
run --from-run "$CK_SCRATCH/ran" >/dev/null 2>"$CK_SCRATCH/err.txt"
check "a run shorter than the months that count ends with 2" [ $? -eq 2 ]
check "and both days are named" grep -q 'begins with "2025-03-01", after "2025-02-01"' "$CK_SCRATCH/err.txt"
cp "$CK_SCRATCH/flows.csv" "$CK_SCRATCH/ran/flows.csv"
sed -i 's/,goods,/,godos,/' "$CK_SCRATCH/items.csv"
run --from-run "$CK_SCRATCH/ran" >/dev/null 2>"$CK_SCRATCH/err.txt"
check "items of a sector that the table has not end with 2" [ $? -eq 2 ]
check "and their line is named" grep -q 'items.csv:2:.*no sector "godos"' "$CK_SCRATCH/err.txt"
sed -i 's/,godos,/,goods,/' "$CK_SCRATCH/items.csv"
rm "$CK_SCRATCH/ran/flows.csv"
run --from-run "$CK_SCRATCH/ran" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a folder without flows ends with 2" [ $? -eq 2 ]

printf 'hs,sector,weight,source,year\n5207,goods,1,own,2024\n' >"$CK_SCRATCH/bad.csv"
law_scenario 2019-06-01 bad.csv
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "goods without a grade end with 2" [ $? -eq 2 ]
check "and the column is named" grep -q 'bad.csv:1:.*"grade" is missing' "$CK_SCRATCH/err.txt"
run --tariffs guess >/dev/null 2>"$CK_SCRATCH/err.txt"
check "tariffs come from the law or from tables" grep -q 'expected law or table' "$CK_SCRATCH/err.txt"

sed 's/^5207,goods/5207,/' "$CK_SCRATCH/goods.csv" >"$CK_SCRATCH/bad.csv"
law_scenario 2019-06-01 bad.csv
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "goods without a sector end with 2" [ $? -eq 2 ]
check "and their line is named" grep -q 'bad.csv:2:.*sector is empty' "$CK_SCRATCH/err.txt"

scenario A
run --games >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "--games without a game ends with 2" [ $? -eq 2 ]
check "and says what is missing" grep -q 'has no game to play' "$CK_SCRATCH/err.txt"
scenario A
sed -i 's/kind: embargo,/kind: embargo, add: 20 %,/' "$CK_SCRATCH/s.yaml"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a rate of an embargo ends with 2" [ $? -eq 2 ]
check "and the key is named" grep -q 's.yaml:.*a wedge of kind "embargo" has no add' "$CK_SCRATCH/err.txt"
# Measures of every kind, and a law wedge of several exporters.
measures() {
    cat >"$CK_SCRATCH/s.yaml" <<END
name: measures
title: Measures
elasticities: e.csv
steps:
  - {id: loose, title: A quota that does not bind, citation: own, wedges: [{kind: quota, importers: [A], exporters: [B], sectors: [goods], keep: 150 %}]}
  - {id: tight, title: Half of it, citation: own, alone: yes, wedges: [{kind: quota, importers: [A], exporters: [B], sectors: [goods], keep: 50 %}]}
  - {id: tax, title: An export tax, citation: own, alone: yes, wedges: [{kind: export-tax, importers: [A], exporters: [B], sectors: [goods], add: 20 %}]}
  - {id: none, title: An embargo, citation: own, alone: yes, wedges: [{kind: embargo, importers: [A], exporters: [B], sectors: [goods]}]}
END
}
measures
run --draws 20 --json --out "$CK_SCRATCH/out" >"$CK_SCRATCH/a.json" 2>"$CK_SCRATCH/err.txt"
check "quotas, export taxes and embargoes run" [ $? -eq 0 ]
of() { awk -F, -v step="$1" -v region="$2" -v column="$3" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == column) c = k } $1 == step && $3 == region { print $c }' "$CK_SCRATCH/out/welfare.csv"; }
check "a quota above what is traded changes nothing" sh -c "awk 'BEGIN { exit !(($(of loose A welfare_pct))^2 < 1e-16) }'"
check "the rent of a tight one is the exporter's" sh -c "awk 'BEGIN { exit !($(of tight B export_revenue) > 0.1) }'"
check "who may buy no more loses" sh -c "awk 'BEGIN { exit !($(of tight A welfare_pct) < 0) }'"
check "an embargo ends what is bought of the sector" sh -c "awk -F, '\$1 == \"none\" && \$2 == \"A\" && \$3 == \"B\" { exit !(\$5 < \$4) }' '$CK_SCRATCH/out/trade.csv'"
check "how well quotas are kept is said" sh -c "grep -q '\"quotas\"' '$CK_SCRATCH/a.json'"
sed -i 's/sectors: .goods., keep: 50 %/sectors: [goods], add: 50 %/' "$CK_SCRATCH/s.yaml"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a quota without keep ends with 2" [ $? -eq 2 ]
check "and says what it wants" grep -q 'the wedge has no keep' "$CK_SCRATCH/err.txt"
law_scenario 2019-06-01 goods.csv
sed -i 's/exporters: .B., on/exporters: [B, A], on/' "$CK_SCRATCH/s.yaml"
run --draws 0 --out "$CK_SCRATCH/out" >/dev/null
check "the law is asked pair by pair" [ "$(grep -c '^lists,' "$CK_SCRATCH/out/duties.csv")" -eq 2 ]

# Gains from trade: half an economy's goods are its own, so that it loses most where inputs come in.
run --draws 0 --gains 5 --out "$CK_SCRATCH/gains" >"$CK_SCRATCH/out.txt"
check "gains from trade are printed" grep -q '^Gains from trade: real income' "$CK_SCRATCH/out.txt"
check "one row a region" [ "$(wc -l <"$CK_SCRATCH/gains/gains.csv")" -eq 3 ]
check "inputs of inputs make them larger" sh -c "awk -F, 'NR > 1 { bad += !(\$3 > 0 && \$4 > \$3 && \$5 == 0) } END { exit bad > 0 }' '$CK_SCRATCH/gains/gains.csv'"
run --draws 0 --out "$CK_SCRATCH/ungained" >"$CK_SCRATCH/out.txt"
check "unasked there are none" [ ! -e "$CK_SCRATCH/ungained/gains.csv" ]
run --gains none >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an elasticity that is none ends with 2" [ $? -eq 2 ]

# A country taken out of region B: the two together are what B was.
cat >"$CK_SCRATCH/shares.csv" <<'END'
sector,partner,sales,purchases,output,own,source,year,grade
goods,,0.2,0.15,0.1,0.8,own,2024,assumed
goods,A,0.3,0.25,,,own,2024,assumed
services,,0.05,0.05,0.06,0.9,own,2024,assumed
END
split_scenario() {
    cat >"$CK_SCRATCH/s.yaml" <<END
name: split
title: Split
elasticities: e.csv
split: {region: B, code: $1, final: 8 %, shares: shares.csv}
deficits: kept
steps:
  - {id: one, title: A taxes goods from V, citation: own, wedges: [{kind: tariff, importers: [A], exporters: [V], sectors: [goods], add: 20 %}]}
END
}
split_scenario V
run --draws 0 --out "$CK_SCRATCH/split" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a country can be taken out of a region" [ $? -eq 0 ]
scenario A
sed -i 's/deficits: removed/deficits: kept/' "$CK_SCRATCH/s.yaml"
run --draws 0 --out "$CK_SCRATCH/whole" >/dev/null
together() { /usr/bin/python3 - "$CK_SCRATCH/whole/trade.csv" "$CK_SCRATCH/split/trade.csv" <<'PY'
import csv, sys
def base(path, join):
    total, step = {}, None
    for row in csv.reader(open(path)):
        if row[0] == "step" or (step is not None and row[0] != step):
            continue
        step = row[0]
        pair = tuple(join.get(code, code) for code in row[1:3])
        total[pair] = total.get(pair, 0.0) + float(row[3])
    return total
whole, parts = base(sys.argv[1], {}), base(sys.argv[2], {"V": "B"})
sys.exit(any(abs(parts[pair] / whole[pair] - 1.0) > 1e-7 for pair in whole))
PY
}
check "the country and the rest are together what the region was" together
check "and A buys three tenths of B's goods from it" sh -c "awk -F, '\$2 == \"A\" && \$3 == \"V\" { v = \$4 } \$2 == \"A\" && \$3 == \"B\" { b = \$4 } END { exit !(v > 0.15 * b && v < 0.5 * b) }' '$CK_SCRATCH/split/trade.csv'"
split_scenario A
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a country that the table has already ends with 2" [ $? -eq 2 ]
check "and says so" grep -q 'the table has "A" already' "$CK_SCRATCH/err.txt"
split_scenario V
sed -i '/^services/d' "$CK_SCRATCH/shares.csv"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a sector without shares is named" grep -q 'sector "services" has no row' "$CK_SCRATCH/err.txt"
cp "$CK_SCRATCH/shares.csv" "$CK_SCRATCH/once.csv"
for row in "goods,,0.2,0.15,0.1,0.8,own,2024,assumed" "goods,A,0.3,0.25,,,own,2024,assumed"; do
    { cat "$CK_SCRATCH/once.csv"; echo "$row"; } >"$CK_SCRATCH/shares.csv"
    run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
    check "a second row for the same is named at its line" grep -q 'shares.csv:4:1: .*a second row ' "$CK_SCRATCH/err.txt"
done
head -1 "$CK_SCRATCH/once.csv" >"$CK_SCRATCH/shares.csv"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a table of shares without rows ends with 2, not without a split" [ $? -eq 2 ]
sed 's/^goods,,0.2/goods,,2/' "$CK_SCRATCH/once.csv" >"$CK_SCRATCH/shares.csv"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a share above all is named at its place" grep -q 'shares.csv:2:8: .*"2" is no share' "$CK_SCRATCH/err.txt"

scenario A
sed -i 's/^    from: 2025/    alone: perhaps\n    from: 2025/' "$CK_SCRATCH/s.yaml"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "alone is yes or no" grep -q 'alone is "perhaps"' "$CK_SCRATCH/err.txt"

# A makes no goods of its own and loses its only seller.
scenario A
sed -i '/alone:/d' "$CK_SCRATCH/s.yaml"
small_table "$CK_SCRATCH/bare" '0,0,0,0\n0,15,1,1\n0,2,25,12\n0,1,14,18\n' '0,0\n60,2\n9,50\n1,70\n'
"$CK_PROGRAM" tariffs "$CK_SCRATCH/s.yaml" --table "$CK_SCRATCH/bare" --year 2011 --out "$CK_SCRATCH/none" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an embargo that leaves no seller ends with 2" [ $? -eq 2 ]
check "and names buyer and good" grep -q '"A" makes nothing of "goods" and is cut off' "$CK_SCRATCH/err.txt"
check "and the step" grep -q 's.yaml:.*step "two" has no solution' "$CK_SCRATCH/err.txt"
check "and writes nothing" [ ! -e "$CK_SCRATCH/none" ]

scenario C
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an unknown region ends with 2" [ $? -eq 2 ]
check "and is named with its place" grep -q 's.yaml:.*the table has no region "C"' "$CK_SCRATCH/err.txt"
"$CK_PROGRAM" tariffs "$CK_SCRATCH/s.yaml" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "no table is a usage error" [ $? -eq 2 ]
finish
