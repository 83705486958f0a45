#!/bin/sh
# chokepoint network --events beside the recorded runs of the published program in ../shared (or $CK_SHARED): every case
# of the folder, every file of a case.
. tests/check.sh

reference=${CK_SHARED:-../shared}/reference/inoue
if [ ! -d "$reference" ]; then
    skip "recorded runs of firm-level ARIO" "$reference is not there"
    finish
fi
for parameters in "$reference"/*/params.json; do
    folder=${parameters%/params.json}
    name=${folder##*/}
    network=$reference/$(sed -n 's/.*"network": *"\([^"]*\)".*/\1/p' "$parameters")
    "$CK_PROGRAM" network "$network" --events "$parameters" --compat inoue --against "$folder" >"$CK_SCRATCH/$name.txt" 2>&1
    code=$?
    grep totals.csv "$CK_SCRATCH/$name.txt" | awk -v name="$name" '{ print name ": " $0 }'
    check "$name is reproduced" sh -c "[ $code -eq 0 ] || { cat '$CK_SCRATCH/$name.txt'; false; }"
    check "$name compares its totals and twelve snapshots" [ "$(grep -cE '^  (ok|FAR) ' "$CK_SCRATCH/$name.txt")" -eq 13 ]
    "$CK_PROGRAM" network "$network" --events "$parameters" --json >"$CK_SCRATCH/$name.json" 2>/dev/null
    check "$name by default loses no goods" sh -c "/usr/bin/python3 -c 'import json,sys; l=json.load(open(sys.argv[1]))[\"ledger\"]; assert l[\"vanished\"]==0 and l[\"largest_error\"]<1e-12 and l[\"stocks_largest_error\"]<1e-12' '$CK_SCRATCH/$name.json'"
done
"$CK_PROGRAM" network "$reference/net1" --events "$reference/R0_o0/params.json" --compat inoue --against "$reference/R2_o0" >"$CK_SCRATCH/far.txt" 2>&1
check "another case is not taken for the same" [ $? -eq 1 ]
"$CK_PROGRAM" network "$reference/net1" --events "$reference/R2_o0/params.json" --against "$reference/R2_o0" >"$CK_SCRATCH/far.txt" 2>&1
check "nor is the default for the peer's rationing" [ $? -eq 1 ]
finish
