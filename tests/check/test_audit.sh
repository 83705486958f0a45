#!/bin/sh
# The audit as people use it: record, list, show, verify, change, expire, resume; a killed batch loses no finished row.
. tests/check.sh

store=$CK_SCRATCH/store.db
law="--law tests/check/small.law"
fresh() { rm -f "$store" "$store-wal" "$store-shm"; }
magnet() {
    cat >"$CK_SCRATCH/deal.yaml" <<'YAML'
deal: magnet
on: 2026-10-02
export_from: CHN
end_use: civil
item: {form: magnet, content: {Dy: 2 %}, value: 1000 USD}
parties: [{name: BADCO, roles: [end_user]}]
YAML
}
table() { # table ROWS
    awk -v n="$1" 'BEGIN { print "id,item.form,content.Dy,deal.export_from"; for (i = 1; i <= n; i++) print "p" i ",magnet,2,CHN" }' >"$CK_SCRATCH/deals.csv"
}
count() { "$CK_PROGRAM" audit list "$store" --json | wc -l; }
sql() { /usr/bin/python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2])' "$store" "$1"; }

records_and_verifies() {
    fresh
    magnet
    "$CK_PROGRAM" check "$CK_SCRATCH/deal.yaml" $law --record "$store" >/dev/null || return 1
    "$CK_PROGRAM" audit list "$store" | grep 'magnet / item  on 2026-10-02' || return 1
    "$CK_PROGRAM" audit show "$store" 1 | grep -q 'deal.export_from is CHN' || return 1
    "$CK_PROGRAM" audit verify "$store" | grep '1 the same, 0 NOT the same'
}
verifies_without_the_law_folder() {        # the law is kept in the store: a changed law file changes nothing
    fresh
    magnet
    cp tests/check/small.law "$CK_SCRATCH/now.law"
    "$CK_PROGRAM" check "$CK_SCRATCH/deal.yaml" --law "$CK_SCRATCH/now.law" --record "$store" >/dev/null || return 1
    echo '# another law' >"$CK_SCRATCH/now.law"
    rm "$CK_SCRATCH/deal.yaml"
    "$CK_PROGRAM" audit verify "$store" | grep '1 the same, 0 NOT the same'
}
a_changed_answer_is_found() {
    records_and_verifies >/dev/null || return 1
    sql "UPDATE determination SET outcome = 'not caught'"
    "$CK_PROGRAM" audit verify "$store" >"$CK_SCRATCH/out" 2>&1
    [ $? -eq 1 ] && grep -q 'contents were changed' "$CK_SCRATCH/out"
}
a_forged_chain_is_found_by_its_digest() {  # cut the last entry off: only a digest noted elsewhere shows it
    fresh
    table 3
    "$CK_PROGRAM" check "$CK_SCRATCH/deals.csv" --on 2026-10-02 $law --record "$store" >/dev/null 2>"$CK_SCRATCH/err" || return 1
    head=$(sed -n 's/.*newest entry //p' "$CK_SCRATCH/err")
    "$CK_PROGRAM" audit verify "$store" --head "$head" >/dev/null || return 1
    sql "DELETE FROM determination WHERE entry = 3; DELETE FROM entry WHERE id = 3; DELETE FROM bytes WHERE digest NOT IN (SELECT input FROM determination) AND digest NOT IN (SELECT bytes FROM law_file)"
    "$CK_PROGRAM" audit verify "$store" >/dev/null || return 1
    ! "$CK_PROGRAM" audit verify "$store" --head "$head" >/dev/null 2>&1
}
table_rows_are_decided_again() {
    fresh
    table 25
    "$CK_PROGRAM" check "$CK_SCRATCH/deals.csv" --on 2026-10-02 $law --record "$store" >/dev/null || return 1
    "$CK_PROGRAM" audit verify "$store" | grep '25 the same, 0 NOT the same'
}
resume_passes_over() {
    fresh
    table 10
    "$CK_PROGRAM" check "$CK_SCRATCH/deals.csv" --on 2026-10-02 $law --record "$store" >/dev/null || return 1
    table 15
    "$CK_PROGRAM" check "$CK_SCRATCH/deals.csv" --on 2026-10-02 $law --record "$store" --resume >/dev/null 2>"$CK_SCRATCH/err" || return 1
    cat "$CK_SCRATCH/err"
    grep -q '^5 recorded, 10 were recorded before' "$CK_SCRATCH/err" && [ "$(count)" -eq 15 ]
}
expiry_asks_and_is_recorded() {
    records_and_verifies >/dev/null || return 1
    "$CK_PROGRAM" audit expire "$store" --before 2100-01-01 | grep 'Nothing was removed' || return 1
    [ "$(count)" -eq 1 ] || return 1
    "$CK_PROGRAM" audit expire "$store" --before 2100-01-01 --yes | grep '1 determinations removed' || return 1
    "$CK_PROGRAM" audit list "$store" | grep 'contents expired' || return 1
    "$CK_PROGRAM" audit verify "$store" | grep '1 expired'
}
a_killed_batch_loses_no_finished_row() {
    fresh
    table 200000
    "$CK_PROGRAM" check "$CK_SCRATCH/deals.csv" --on 2026-10-02 $law --record "$store" >/dev/null 2>&1 &
    batch=$!
    seen=0
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        sleep 0.5
        [ -f "$store" ] && seen=$(count 2>/dev/null)
        [ "${seen:-0}" -ge 300 ] && break
    done
    kill -9 $batch 2>/dev/null
    wait $batch 2>/dev/null
    left=$(count)
    echo "seen before $seen, left $left"
    [ "$seen" -ge 300 ] && [ "$left" -ge "$seen" ] || return 1
    /usr/bin/python3 - "$store" <<'PY'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
whole = c.execute("SELECT count(*) FROM entry e JOIN determination d ON d.entry = e.id JOIN bytes b ON b.digest = d.input").fetchone()[0]
sys.exit(whole != c.execute("SELECT count(*) FROM entry").fetchone()[0])
PY
    [ $? -eq 0 ] && "$CK_PROGRAM" audit verify "$store" 1 >/dev/null
}

check "a determination is recorded, shown and decided again" records_and_verifies
check "it is decided under the law as it was then" verifies_without_the_law_folder
check "a changed answer is found" a_changed_answer_is_found
check "entries cut off show against a noted digest" a_forged_chain_is_found_by_its_digest
check "rows of tables are decided again" table_rows_are_decided_again
check "resume passes over what is recorded" resume_passes_over
check "expiry asks first and is recorded" expiry_asks_and_is_recorded
check "a killed batch loses no finished row" a_killed_batch_loses_no_finished_row
finish
