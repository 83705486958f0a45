#!/bin/sh
# Rules of behaviour against history: the shipped page is current, the fit does not see the scored moves, what is refused.
. tests/check.sh

out=$CK_SCRATCH
rm -f "$out"/*
strategy() { "$CK_PROGRAM" backtest --strategy "$@" >"$out/said" 2>"$out/errors"; }

check "it runs" strategy --out "$out/page.md"
check "docs/strategy-backtest.md is current" cmp "$out/page.md" docs/strategy-backtest.md
check "the page says whether the rules beat the base rates" grep -q "^Do the rules beat the plain base rates?" "$out/page.md"
check "at least 60 moves are fitted or scored" [ "$(grep -c '^20' backtest/moves.csv)" -ge 60 ]
check "every move has a citation and a year" python3 -c "
import csv
for row in csv.DictReader(open('backtest/moves.csv')):
    assert row['citation'] and row['title'] and 2018 <= int(row['year']) <= 2026, row"

fitted() { sed -n '/^## Fitted rules/,/^## The scored/p' "$1"; }
scored() { sed -n '/^## Scores/,/^## Fitted/p' "$1"; }
awk -F, 'BEGIN { OFS = FS } $1 >= "2025-10-09" && $1 ~ /^2/ { $3 = $3 == "E" ? "T" : "E" } { print }' backtest/moves.csv >"$out/moves.csv"
check "it runs on other later moves" strategy --moves "$out/moves.csv" --out "$out/other.md"
fitted "$out/page.md" >"$out/fitted"
fitted "$out/other.md" >"$out/fitted-other"
scored "$out/page.md" >"$out/scored"
scored "$out/other.md" >"$out/scored-other"
check "the fit is the same" cmp "$out/fitted" "$out/fitted-other"
check "there is a fit" [ "$(wc -l <"$out/fitted")" -gt 12 ]
differ() { ! cmp -s "$1" "$2"; }
check "the scores are others" differ "$out/scored" "$out/scored-other"

refused() {
    strategy --out "$out/bad.md" "$@"
    [ $? -eq 2 ] && [ ! -e "$out/bad.md" ] && [ -s "$out/errors" ]
}
sed '5s/,E,\|,S,\|,P,/,Q,/' backtest/moves.csv >"$out/bad.csv"
check "an unknown category is refused" refused --moves "$out/bad.csv"
check "with file and line" grep -q "bad.csv:5:" "$out/errors"
sed '3s/^[0-9-]*/2030-01-01/' backtest/fixtures.csv >"$out/bad.csv"
check "a date that was known after itself is refused" refused --fixtures "$out/bad.csv"
check "with file and line again" grep -q "bad.csv:3:" "$out/errors"
grep -v '^202[56]' backtest/moves.csv >"$out/bad.csv"
check "nothing to score is refused" refused --moves "$out/bad.csv"
check "a table that is not there is refused" refused --moves "$out/none.csv"
check "options of the other back-test are refused" refused --draws 10
"$CK_PROGRAM" backtest --moves backtest/moves.csv --out "$out/bad.md" 2>"$out/errors"
check "--moves alone is refused" [ $? -eq 2 ]
finish
