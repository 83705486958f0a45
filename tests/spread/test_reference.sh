#!/bin/sh
# chokepoint spread beside the recorded BoARIO runs of ../shared (or $CK_SHARED): every case of the folder, every file of a case.
. tests/check.sh

reference=${CK_SHARED:-../shared}/reference/boario
if [ ! -d "$reference" ]; then
    skip "recorded BoARIO runs" "$reference is not there"
    finish
fi
for parameters in "$reference"/*/params.json; do
    folder=${parameters%/params.json}
    name=${folder##*/}
    "$CK_PROGRAM" spread "$reference" --events "$parameters" --compat boario --against "$folder" >"$CK_SCRATCH/$name.txt" 2>&1
    code=$?
    grep -E '^  (ok|FAR) ' "$CK_SCRATCH/$name.txt" |
        awk -v name="$name" '!/before step/ && $3 > worst { worst = $3; line = $0 } END { print name ": largest" line }'
    check "$name is reproduced" sh -c "[ $code -eq 0 ] || { cat '$CK_SCRATCH/$name.txt'; false; }"
    check "$name compares more than ten files" [ "$(grep -cE '^  (ok|FAR) ' "$CK_SCRATCH/$name.txt")" -gt 10 ]
done
"$CK_PROGRAM" spread "$reference" --events "$reference/A_recover_default/params.json" --compat boario \
    --against "$reference/F_base_model_tight" >"$CK_SCRATCH/far.txt" 2>&1
check "another case is not taken for the same" [ $? -eq 1 ]
finish
