#!/bin/sh
# The back-test on the shipped worlds with a handful of draws: what it writes, and that threads do not matter.
. tests/check.sh

quick="--quick --draws 4 --accept 50 --practice-draws 1"
out=$CK_SCRATCH

if [ ! -f worlds/rare-earths/world.yaml ] || [ ! -f worlds/rare-earths-2010/world.yaml ]; then
    skip "the back-test" "the shipped worlds are not built"
    finish
fi

has() { grep -q -- "$1" "$2"; }
months() { [ "$(grep -c ",$1,t," "$out/one-prediction.csv")" = 15 ]; }
ordered() {
    awk -F, 'NR > 1 { for (k = 6; k <= 9; k++) if ($k < $(k - 1)) exit 1; if ($4 <= 0) exit 1 }' \
        "$out/one-prediction.csv"
}
less_than_all() {
    awk -F, 'NR > 1 && $2 == "all" { all[$1] = $7 } NR > 1 && $2 == "USA" { if ($7 > all[$1]) exit 1 }' \
        "$out/one-prediction.csv"
}
refused() {
    "$CK_PROGRAM" backtest $quick --out "$out/bad.md" "$@" 2>"$out/errors"
    [ $? -eq 2 ] && [ ! -e "$out/bad.md" ] && [ ! -e "$out/bad-prediction.csv" ]
}
same() { cmp "$out/$1" "$out/$2"; }

rm -f "$out"/one* "$out"/two* "$out"/bad*
check "it runs on the shipped scenarios and worlds" "$CK_PROGRAM" backtest $quick --threads 1 --out "$out/one.md"
check "it runs with two threads" "$CK_PROGRAM" backtest $quick --threads 2 --out "$out/two.md"
check "the page does not depend on the number of threads" same one.md two.md
check "the prediction does not depend on the number of threads" same one-prediction.csv two-prediction.csv
for section in Method Fit "Accepted parameters" Prediction Practice Limits "Where the observed figures come from" \
        "What would falsify it"; do
    check "the page has a section: $section" has "^##.* $section$" "$out/one.md"
done
check "the prediction has 15 months for all destinations" months all
check "the prediction has 15 months for the United States" months USA
check "quantiles are in order and months without events positive" ordered
check "the United States get a part of the whole" less_than_all
check "every observation is on the page" sh -c '
    tail -n +2 backtest/observations.csv | cut -d, -f1 | while read id; do grep -q "^| $id |" "$0" || exit 1; done' \
    "$out/one.md"
check "no observed figure is of magnets or reaches beyond 2024" sh -c '
    ! grep -E ",(fit|test),[^,]*magnet|,2025-(01-0[2-9]|0[2-9]|1)|,202[6-9]-" backtest/observations.csv'
check "another seed gives other digits" sh -c '
    "$CK_PROGRAM" backtest '"$quick"' --seed 3 --out "$0/seed.md" &&
    ! cmp -s "$0/seed-prediction.csv" "$0/one-prediction.csv"' "$out"
check "a missing table of observations is an error and leaves nothing" refused --observations "$out/nothing.csv"
printf 'id,episode\nx,y\n' >"$out/short.csv"
check "a table without its columns is an error and leaves nothing" refused --observations "$out/short.csv"
check "a share of 0 percent is refused" refused --accept 0
finish
