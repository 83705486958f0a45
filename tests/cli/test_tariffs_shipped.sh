#!/bin/sh
# The shipped scenarios of the long run on the world input-output table of 2011, where it is at hand (data/wiod2013 of CK_SHARED).
. tests/check.sh

table=${CK_SHARED:-../shared}/data/wiod2013
if [ ! -d "$table" ]; then
    skip "the shipped scenarios of the long run" "no world input-output table at $table"
    finish
fi
tariffs() {
    name=$1
    shift
    "$CK_PROGRAM" tariffs "scenarios/tariffs/$name.yaml" --table "$table" --year 2011 "$@"
}
residuals_are_small() { /usr/bin/python3 - "$1" <<'PY'
import json, sys
steps = json.load(open(sys.argv[1]))["steps"]
worst = max(value for step in steps for value in step["residuals"].values())
sys.exit(worst > 1e-10 or not steps)
PY
}
of() { awk -F, -v step="$2" -v region="$3" -v column="$4" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == column) c = k } $1 == step && $3 == region { print $c }' "$1/welfare.csv"; }
below() { awk "BEGIN { exit !($1 < $2) }"; }

for name in us-china metals-2018 rerouting; do
    tariffs $name --draws 0 --json --out "$CK_SCRATCH/$name" >"$CK_SCRATCH/$name.json"
    check "$name runs" [ $? -eq 0 ]
    check "every equation of $name holds to 1e-10" residuals_are_small "$CK_SCRATCH/$name.json"
done
china=$CK_SCRATCH/us-china metals=$CK_SCRATCH/metals-2018
check "the peak of April 2025 hurts both" sh -c "awk 'BEGIN { exit !($(of "$china" peak-2025 USA welfare_pct) < 0 && $(of "$china" peak-2025 CHN welfare_pct) < 0) }'"
check "decoupling hurts China more than the truce does" below "$(of "$china" decoupling CHN welfare_pct)" "$(of "$china" truce-2025 CHN welfare_pct)"
check "through third countries Mexico sells more, and more of it is China's" sh -c "awk -F, '\$1 == \"through-third-countries\" && \$3 == \"MEX\" { exit !(\$5 > 1.3 * \$4 && \$8 > 1.5 * \$7) }' '$china/rerouting.csv'"
check "Viet Nam gains when China is taxed, loses the gain to a duty of its own" sh -c "awk -F, '\$3 == \"VNM\" { share[\$1] = \$5; base = \$4 } END { exit !(share[\"truce-2025\"] > base && share[\"viet-nam-20\"] < share[\"truce-2025\"]) }' '$CK_SCRATCH/rerouting/rerouting.csv'"
check "and what it finishes is more of China's" sh -c "awk -F, '\$1 == \"finished-there\" && \$3 == \"VNM\" { exit !(\$8 > 1.3 * \$7) }' '$CK_SCRATCH/rerouting/rerouting.csv'"
check "section 232 asks 25 % of Japan and nothing of Korea within its quota" sh -c "awk -F, '\$1 == \"march-2018\" && \$3 == \"JPN\" { j = \$6 } \$1 == \"june-2018\" && \$3 == \"KOR\" { k = \$6 } END { exit !(j > 5 && k < 1.5) }' '$metals/duties.csv'"
check "Canada and Mexico are let off in May 2019" sh -c "awk -F, '\$1 == \"may-2019\" { s += \$6 } END { exit !(s == 0) }' '$metals/duties.csv'"
check "the quota pays Korea" below 0 "$(of "$metals" june-2018 KOR export_revenue)"
check "an export tax pays China and hurts Korea" below "$(of "$metals" chinese-export-tax KOR welfare_pct)" "$(of "$metals" chinese-export-tax CHN welfare_pct)"
for threads in 1 2 3; do tariffs us-china --tariffs table --draws 6 --threads $threads --out "$CK_SCRATCH/t$threads" >/dev/null; done
check "two threads give what one gives, to the last digit" cmp "$CK_SCRATCH/t1/welfare.csv" "$CK_SCRATCH/t2/welfare.csv"
check "and three" cmp "$CK_SCRATCH/t1/welfare.csv" "$CK_SCRATCH/t3/welfare.csv"
finish
