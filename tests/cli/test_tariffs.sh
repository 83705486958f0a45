#!/bin/sh
# chokepoint tariffs on a small table of its own: what it prints, what it refuses, the same digest twice.
. tests/check.sh

table=$CK_SCRATCH/table
mkdir -p "$table"
printf 'index,country,industry\n0,A,goods\n1,A,services\n2,B,goods\n3,B,services\n' >"$table/sectors.csv"
printf 'index,country,use,use_name\n0,A,f,final\n1,B,f,final\n' >"$table/final_columns.csv"
printf 'index,code,iso3,name\n0,A,A,A\n1,B,B,B\n' >"$table/countries.csv"
printf 'index,code,name,isic\n0,goods,goods,1\n1,services,services,2\n' >"$table/industries.csv"
printf '20,10,8,1\n12,15,1,1\n9,2,25,12\n1,1,14,18\n' >"$table/wiot_2011_Z.csv"
printf '40,11\n60,2\n9,50\n1,70\n' >"$table/wiot_2011_F.csv"
gzip -nf "$table/wiot_2011_Z.csv" "$table/wiot_2011_F.csv"
cat >"$CK_SCRATCH/e.csv" <<'END'
sector,elasticity,low,high,source,year,grade,note
goods,4,3,6,own,2024,assumed,
services,8,6,9,own,2024,assumed,
END
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
check "one row a step and pair" [ "$(wc -l <"$CK_SCRATCH/out/trade.csv")" -eq 9 ]
check "an embargo hurts the one who is cut off" sh -c "awk -F, '\$1 == \"two\" && \$3 == \"A\" { exit !(\$4 < 0) }' '$CK_SCRATCH/out/welfare.csv'"

scenario C
run >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "an unknown region ends with 2" [ $? -eq 2 ]
check "and is named with its place" grep -q 's.yaml:.*the table has no region "C"' "$CK_SCRATCH/err.txt"
"$CK_PROGRAM" tariffs "$CK_SCRATCH/s.yaml" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
check "no table is a usage error" [ $? -eq 2 ]
finish
