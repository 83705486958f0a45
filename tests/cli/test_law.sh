#!/bin/sh
# The law commands on a small law: check, show, diff, status as JSON, fmt.
. tests/check.sh

mkdir -p "$CK_SCRATCH"
law=$CK_SCRATCH/small.law
cat >"$law" <<'END'
fact deal.destination country
regime r   "R" by X of CHN citation "c" grade A published 2025-01-01 in force from 2025-06-01   # from June
rule   one if deal.destination is KOR then prohibited
END
program=$CK_BUILD/chokepoint

says() {
    wanted=$1
    shift
    "$program" "$@" >"$CK_SCRATCH/out" 2>&1
    grep -q -- "$wanted" "$CK_SCRATCH/out" || { cat "$CK_SCRATCH/out"; return 1; }
}
exits() {
    wanted=$1
    shift
    "$program" "$@" >"$CK_SCRATCH/out" 2>&1
    status=$?
    [ $status -eq "$wanted" ] || { echo "exit status $status"; return 1; }
}
check "show gives the state and the source" says "operative on 2025-07-01" law show r/one --law "$law" --on 2025-07-01
check "show of an unknown name fails" exits 2 law show r/two --law "$law"
check "diff says what differs" says "regime r: published, then operative" law diff 2025-05-31 2025-06-01 --law "$law"
check "diff of equal states says so" says "no state differs" law diff 2025-06-01 2025-06-02 --law "$law"
check "diff needs days" exits 2 law diff yesterday 2025-06-02 --law "$law"
check "status is there as JSON" says '"next_change": "2025-06-01"' law status --json --on 2025-05-01 --law "$law"
cat >"$CK_SCRATCH/contested.law" <<'END'
choice end "Is the last day inside?"
  reading out "It is outside." default
  reading in "It is inside."
regime s "S" by X of CHN citation "c" grade A published 2025-01-01 in force from 2025-01-01
  suspended from 2025-02-01 until 2026-11-10 when reading end is in until 2026-11-11
END
contested=$CK_SCRATCH/contested.law
check "status by the law's own reading" says '^s  *operative' law status --on 2026-11-10 --law "$contested"
check "status by another reading" says '^s  *suspended' law status --on 2026-11-10 --reading end=in --law "$contested"
check "which is named" says 'read as end=in: It is inside' law status --on 2026-11-10 --reading end=in --law "$contested"
check "show by another reading" says 'suspended on 2026-11-10 .* another reading gives operative' law show s --on 2026-11-10 --reading end=in --law "$contested"
check "diff by another reading" says 'no state differs' law diff 2026-11-09 2026-11-10 --reading end=in --law "$contested"
check "diff by the law's own" says 'regime s: suspended, then operative' law diff 2026-11-09 2026-11-10 --law "$contested"
check "a reading that is not there names those that are" says 'it can be out or in' law status --on 2026-11-10 --reading end=on --law "$contested"
check "and is bad input" exits 2 law status --on 2026-11-10 --reading end=on --law "$contested"
check "fmt --check finds the file and leaves it" exits 1 law fmt --check "$law"
before=$("$program" law check "$law" | sed 's/.*version//')
check "fmt writes" exits 0 law fmt "$law"
check "fmt comes to rest" exits 0 law fmt --check "$law"
check "fmt keeps the law and its comments" test "$before" = "$("$program" law check "$law" | sed 's/.*version//')"
check "the comment is still there" grep -q '  # from June$' "$law"
printf 'regime "open' >"$law"
check "fmt refuses what is no law and writes nothing" exits 2 law fmt "$law"
check "the refused file is unchanged" test "$(cat "$law")" = 'regime "open'
finish
