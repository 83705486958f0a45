#!/bin/sh
# The daily engine and the long run, end to end: a run writes its folder, `tariffs --from-run` answers on a small table of its own, and a report of
# the same run shows the answer, labelled.
. tests/check.sh

. tests/cli/small_table.sh

table=$CK_SCRATCH/table
small_table "$table" '2000000,1000000,8000,1000\n1200000,1500000,100,1000\n9000,2000,2500000,1200000\n1000,1000,1400000,1800000\n' \
    '4000000,11000\n6000000,2000\n9000,5000000\n1000,7000000\n'
cat >"$CK_SCRATCH/regions.csv" <<'END'
region,iso3,name,latitude_deg,longitude_deg,source,year,grade
A,USA,"Northland, all",40,-100,own,2024,assumed
B,CHN,Eastland,35,105,own,2024,assumed
END
printf 'item,group,sector,source,year,grade\ndysprosium-oxide,heavy-oxide,goods,own,2024,assumed\n' >"$CK_SCRATCH/items.csv"
cat >"$CK_SCRATCH/s.yaml" <<'END'
name: small
title: Small
elasticities: e.csv
regions: regions.csv
deficits: removed
run: {items: items.csv, origins: [CHN], months: 12}
steps:
  - {id: none, title: Nothing, citation: own, wedges: [{kind: tariff, importers: [A], exporters: [B], sectors: [goods], add: 0 %}]}
END
daily() { "$CK_PROGRAM" run scenarios/april-2025.yaml --draws 0 --no-remedies --alone "$@"; }
end=$CK_SCRATCH/long/end_of_adjustment.csv

daily --out "$CK_SCRATCH/run" --report "$CK_SCRATCH/before.html" >"$CK_SCRATCH/run.txt"
check "the daily engine runs" [ $? -eq 0 ]
check "its report says nothing of the long run unasked" sh -c "! grep -q 'End of adjustment' '$CK_SCRATCH/before.html'"
"$CK_PROGRAM" tariffs "$CK_SCRATCH/s.yaml" --table "$table" --year 2011 --draws 0 --from-run "$CK_SCRATCH/run" --out "$CK_SCRATCH/long" >"$CK_SCRATCH/long.txt"
check "the long run joins it" [ $? -eq 0 ]
check "and writes one row a region" [ "$(wc -l <"$end")" -eq 3 ]
check "that names the run" grep -q '^april-2025,2027-01-01,2027-12-01,small,' "$end"
check "who licenses keeps the rent, who buys pays" sh -c "awk -F, '/,CHN,/ { c = \$NF } /,USA,/ { u = \$NF } END { exit !(c > 0 && u < 0) }' '$end'"
daily --report "$CK_SCRATCH/after.html" --long-run "$end" >"$CK_SCRATCH/again.txt"
check "the report of the run takes it in" [ $? -eq 0 ]
for words in 'id="end-of-adjustment"' "Another model answers here" "of value added on the way" "Northland, all" "chokepoint run scenarios/april-2025.yaml .*--long-run" "$(awk -F, 'NR == 2 { print $6 }' "$end")"; do
    check "the report has: $words" grep -q -e "$words" "$CK_SCRATCH/after.html"
done
digest() { sed -n 's/.*digest \([0-9a-f]\{16\}\).*/\1/p' "$1"; }
check "the run's own digest is what it was" [ "$(digest "$CK_SCRATCH/run.txt")" = "$(digest "$CK_SCRATCH/again.txt")" ]
"$CK_PROGRAM" verify "$CK_SCRATCH/after.html" >"$CK_SCRATCH/verify.txt" 2>&1
check "and the report can be verified" [ $? -eq 0 ]

daily --long-run "$end" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "without a report it ends with 2" [ $? -eq 2 ]
sed 's/^april-2025,/october-2025,/' "$end" >"$CK_SCRATCH/other.csv"
daily --report "$CK_SCRATCH/none.html" --long-run "$CK_SCRATCH/other.csv" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "the long run of another run ends with 2" [ $? -eq 2 ]
check "and both are named" grep -q 'follows a run of "october-2025"; this is "april-2025"' "$CK_SCRATCH/err.txt"
check "and no report is written" [ ! -e "$CK_SCRATCH/none.html" ]
sed '3s/^april-2025,/october-2025,/' "$end" >"$CK_SCRATCH/other.csv"
daily --report "$CK_SCRATCH/none.html" --long-run "$CK_SCRATCH/other.csv" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a file of two runs ends with 2, at its line" grep -q 'other.csv:3:1: .*differs from the run of the first row' "$CK_SCRATCH/err.txt"
sed '2s/,[^,]*$/,much/' "$end" >"$CK_SCRATCH/other.csv"
daily --report "$CK_SCRATCH/none.html" --long-run "$CK_SCRATCH/other.csv" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a number that is none ends with 2, at its line" grep -q 'other.csv:2:.*"much" is no amount' "$CK_SCRATCH/err.txt"
finish
