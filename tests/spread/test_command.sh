#!/bin/sh
# chokepoint spread on a small table of its own: what it prints, writes and refuses, the same digest twice.
. tests/check.sh

table=$CK_SCRATCH/table
mkdir -p "$table"
printf 'industry,A|goods,A|services,B|goods,B|services\nA|goods,20,10,8,1\nA|services,12,15,1,1\nB|goods,9,2,25,12\nB|services,1,1,14,18\n' >"$table/Z.csv"
printf 'industry,A|homes,B|homes\nA|goods,40,11\nA|services,60,2\nB|goods,9,50\nB|services,1,70\n' >"$table/Y.csv"
printf 'industry,x\nA|goods,90\nA|services,91\nB|goods,107\nB|services,105\n' >"$table/x.csv"
run() { "$CK_PROGRAM" spread "$table" --events "$CK_SCRATCH/e.yaml" "$@"; }

cp fuzz/corpus/spread/all.yaml "$CK_SCRATCH/e.yaml"
run --json --out "$CK_SCRATCH/out" >"$CK_SCRATCH/a.json"
check "shocks of all kinds run together" [ $? -eq 0 ]
run --json --threads 1 >"$CK_SCRATCH/b.json"
check "one thread gives the same" cmp -s "$CK_SCRATCH/a.json" "$CK_SCRATCH/b.json"
check "one row a step" [ "$(wc -l <"$CK_SCRATCH/out/output.csv")" -eq 21 ]
check "the summary is written" [ -s "$CK_SCRATCH/out/summary.json" ]
check "the ledger closes" sh -c "/usr/bin/python3 -c 'import json,sys; l=json.load(open(sys.argv[1]))[\"ledger\"]; assert l[\"largest_error\"]<1e-12' '$CK_SCRATCH/a.json'"
run >"$CK_SCRATCH/a.txt"
check "a run that is not back says so and why" grep -q '^warning: .* of the baseline after the last step; furthest is' "$CK_SCRATCH/a.txt"

printf 'name: z\nstart: 2025-01-01\ndays: 50\n' >"$CK_SCRATCH/e.yaml"
run >"$CK_SCRATCH/z.txt"
check "without a shock nothing moves" grep -q 'never left the baseline' "$CK_SCRATCH/z.txt"

check "a table that needs no mending is not said to be mended" sh -c "! grep -q '^mended: ' '$CK_SCRATCH/z.txt'"

# A|goods sells -8 to B|goods and -3 to A's homes: its row is 20 + 10 + 1 + 11 = 42 against 90 published
sed -i 's/^A|goods,20,10,8,1/A|goods,20,10,-8,1/' "$table/Z.csv"
sed -i 's/^A|goods,40,11/A|goods,-3,11/' "$table/Y.csv"
run >"$CK_SCRATCH/m.txt"
check "negative sales that were clipped are told" grep -q '^mended: 1 sales between industries below 0 (-8 in all) count as 0$' "$CK_SCRATCH/m.txt"
check "so is negative final demand" grep -q '^mended: 1 cells of final demand below 0 (-3 in all) count as 0$' "$CK_SCRATCH/m.txt"
check "and what mending the rows moved" grep -q '^mended: .* moves 12.2 % of the published output, most in A, goods: -48$' "$CK_SCRATCH/m.txt"
run --json >"$CK_SCRATCH/m.json"
check "JSON has it too" grep -q '"output_moved_most": -48' "$CK_SCRATCH/m.json"
sed -i 's/^A|goods,20,10,-8,1/A|goods,20,10,8,1/' "$table/Z.csv"
sed -i 's/^A|goods,-3,11/A|goods,40,11/' "$table/Y.csv"
run --series output >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a series that nobody takes is a usage error" [ $? -eq 2 ]

printf 'name: z\nstart: 2025-01-01\ndays: 50\nshocks:\n  - {id: q, kind: capacity, from: 2, regions: [C], share: 0.5}\n' >"$CK_SCRATCH/e.yaml"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an unknown region ends with 2" [ $? -eq 2 ]
check "and is named with its place" grep -q 'e.yaml:5:.*there is no region "C"' "$CK_SCRATCH/err.txt"
# refuse SENTENCE PATTERN SHOCK
refuse() {
    printf 'name: z\nstart: 2025-01-01\ndays: 50\nshocks:\n  - %s\n' "$3" >"$CK_SCRATCH/e.yaml"
    run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
    check "$1 ends with 2" [ $? -eq 2 ]
    check "$1 is told with its place" grep -q "e.yaml:5:.*$2" "$CK_SCRATCH/err.txt"
}
refuse "a recovery of what is rebuilt" 'kind rebuild has no "recovery"' '{id: q, kind: rebuild, from: 2, regions: A, share: 0.1, rebuild: {goods: 1}, recovery: linear}'
refuse "rebuilding of capacity" 'kind capacity has no "rebuild_days"' '{id: q, kind: capacity, from: 2, regions: A, share: 0.1, rebuild_days: 3}'
refuse "a share of a series" 'kind series has no "share"' '{id: q, kind: series, from: 2, regions: A, share: 0.1, series: [0.1]}'
refuse "regions beside industries" '"regions" stands beside "industries"' '{id: q, kind: capital, from: 2, regions: A, industries: {"A|goods": 3}}'
printf 'name: z\nstart: 2025-01-01\ndays: 50\nstep_days: 60\n' >"$CK_SCRATCH/e.yaml"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a step longer than the run ends with 2" [ $? -eq 2 ]
printf 'name: z\nstart: 2025-01-01\ndays: 70\nstep_days: 7\n' >"$CK_SCRATCH/e.yaml"
run >"$CK_SCRATCH/w.txt"
check "weeks are counted" grep -q '10 steps of 7 days' "$CK_SCRATCH/w.txt"
"$CK_PROGRAM" spread "$table" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "no file of shocks is a usage error" [ $? -eq 2 ]
cp "$table/Z.csv" "$CK_SCRATCH/Z.csv"
sed -n 2p "$CK_SCRATCH/Z.csv" >>"$table/Z.csv"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a row that stands twice ends with 2" [ $? -eq 2 ]
check "and is named with its place" grep -q 'Z.csv:6:1.*row of A, goods comes twice' "$CK_SCRATCH/err.txt"
cp "$CK_SCRATCH/Z.csv" "$table/Z.csv"
sed -i '1s/x$/x,y/' "$table/x.csv"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "two columns of output end with 2" [ $? -eq 2 ]
check "and are told" grep -q 'x.csv: error: the header has 3 cells' "$CK_SCRATCH/err.txt"
sed -i '1s/x,y$/x/' "$table/x.csv"
sed -i 's/A|services,12/A;services,12/' "$table/Z.csv"
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "a label without a bar ends with 2" [ $? -eq 2 ]
check "and is named with its place" grep -q 'Z.csv:3:1' "$CK_SCRATCH/err.txt"
finish
