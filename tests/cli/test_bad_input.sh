#!/bin/sh
# What people get wrong, on the shipped world: one clear error with place and hint, exit status 2, nothing left behind.
. tests/check.sh

world=$CK_SCRATCH/world
fresh() {      # a copy of the shipped world to spoil
    rm -rf "$world"
    mkdir -p "$world"
    cp worlds/rare-earths/*.csv worlds/rare-earths/world.yaml "$world/"
}
refuses() {    # refuses TEXT COMMAND...
    text=$1
    shift
    "$@" >"$CK_SCRATCH/stdout" 2>"$CK_SCRATCH/stderr"
    status=$?
    head -c 2000 "$CK_SCRATCH/stderr"
    [ $status -eq 2 ] && grep -q -- "$text" "$CK_SCRATCH/stderr"
}
edit() { sed -i "$2" "$world/$1"; }
column() { head -1 "$world/$1" | tr ',' '\n' | grep -nx "$2" | cut -d: -f1; }
set_field() {  # set_field FILE LINE COLUMN VALUE: by a program that knows quotes
    /usr/bin/python3 - "$world/$1" "$2" "$3" "$4" <<'PY'
import csv, sys
path, line, column, value = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
with open(path, newline="") as file:
    rows = list(csv.reader(file))
rows[line - 1][rows[0].index(column)] = value
with open(path, "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows(rows)
PY
}
output_is_a_pipe() {      # a device or a pipe stays what it is
    rm -f "$CK_SCRATCH/pipe"
    mkfifo "$CK_SCRATCH/pipe"
    refuses 'device or a pipe' "$CK_PROGRAM" check tests/law/cases/CN-01.yaml --out "$CK_SCRATCH/pipe" && [ -p "$CK_SCRATCH/pipe" ]
}
missing_column() {
    fresh
    edit sites.csv '1s/,capacity,/,capacityy,/'
    refuses 'sites.csv:1' "$CK_PROGRAM" world check "$world" && grep -q 'capacity' "$CK_SCRATCH/stderr" && grep -q 'hint' "$CK_SCRATCH/stderr"
}
unknown_region() {
    fresh
    set_field sites.csv 5 region CHM
    refuses 'sites.csv:5:' "$CK_PROGRAM" world check "$world" && grep -q '"CHM"' "$CK_SCRATCH/stderr" && grep -q 'CHN' "$CK_SCRATCH/stderr"
}
negative_capacity() {
    fresh
    set_field sites.csv 7 capacity -40
    refuses 'sites.csv:7:' "$CK_PROGRAM" world check "$world" && grep -q -- '-40' "$CK_SCRATCH/stderr"
}
not_a_number() {
    fresh
    set_field sites.csv 9 output nan
    refuses 'sites.csv:9:' "$CK_PROGRAM" world check "$world"
}
wrong_unit() {
    fresh
    set_field recipes.csv 3 unit unit/MUSD
    refuses 'recipes.csv:3:' "$CK_PROGRAM" world check "$world" && grep -q '\[unit\]' "$CK_SCRATCH/stderr"
}
circle() {     # an oxide that is made of the magnet that is made of it
    fresh
    printf 'circle-recipe,ndpr-metal,input,ndfeb-magnet,0.1,t/t,,1,,,,%s,2024,assumed,\n' "$(head -2 "$world/sources.csv" | tail -1 | cut -d, -f1)" >"$CK_SCRATCH/row"
    /usr/bin/python3 - "$world" <<'PY'
import csv, sys
path = sys.argv[1] + "/recipes.csv"
with open(path, newline="") as file:
    rows = list(csv.reader(file))
head = rows[0]
made = [row for row in rows[1:] if row[head.index("output")] == "ndpr-metal" and row[head.index("role")] == "input"][0]
new = list(made)
new[head.index("component")] = "ndfeb-magnet"
new[head.index("quantity")] = "0.1"
new[head.index("group")] = ""
rows.append(new)
with open(path, "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows(rows)
PY
    refuses 'recipes.csv' "$CK_PROGRAM" world check "$world" && grep -q '\[cycle\]\|\[unbalanced\]' "$CK_SCRATCH/stderr"
}
unbalanced() {
    fresh
    /usr/bin/python3 - "$world/flows.csv" <<'PY'
import csv, sys
with open(sys.argv[1], newline="") as file:
    rows = list(csv.reader(file))
at = rows[0].index("quantity")
largest = max(range(1, len(rows)), key=lambda k: float(rows[k][at] or 0))
rows[largest][at] = str(2 * float(rows[largest][at]))
with open(sys.argv[1], "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows(rows)
PY
    refuses '\[unbalanced\]' "$CK_PROGRAM" world check "$world"
}
truncated_file() {
    fresh
    size=$(wc -c <"$world/sites.csv")
    head -c $((size / 2 - 7)) "$world/sites.csv" >"$CK_SCRATCH/cut" && printf '"' >>"$CK_SCRATCH/cut" && mv "$CK_SCRATCH/cut" "$world/sites.csv"
    refuses 'sites.csv' "$CK_PROGRAM" world check "$world"
}
endless_line() {    # one line of a gigabyte, as a file with a hole: refused fast and with little memory
    fresh
    head -1 "$world/sites.csv" >"$CK_SCRATCH/long" && printf 'x' >>"$CK_SCRATCH/long" && truncate -s 1000000000 "$CK_SCRATCH/long" && mv "$CK_SCRATCH/long" "$world/sites.csv"
    # sanitizers reserve terabytes of addresses, so the limit of memory is for the release build
    ( case ${CK_SANITIZE:-} in ''|OFF|0) ulimit -v 4000000 ;; esac
      refuses 'sites.csv' timeout 20 "$CK_PROGRAM" world check "$world" )
    result=$?
    rm -f "$world/sites.csv"
    return $result
}
scenario_of() { printf 'name: spoilt\ntitle: spoilt\nworld: %s\nstart: 2025-01-01\ndays: 10\n%s\n' "$PWD/worlds/rare-earths" "$1" >"$CK_SCRATCH/spoilt.yaml"; }
overlapping_periods() {
    scenario_of 'measures:
  - {id: a, title: a, citation: a, authority: CHN, certainty: legal, effect: ban, items: [group:magnet], origins: [CHN], announced: 2025-01-01, from: 2025-01-02,
     suspended: [{from: 2025-01-03, until: 2025-01-06, citation: x}, {from: 2025-01-05, until: 2025-01-08, citation: y}]}'
    refuses 'spoilt.yaml:8:' "$CK_PROGRAM" run "$CK_SCRATCH/spoilt.yaml" && grep -q '\[overlap\]' "$CK_SCRATCH/stderr"
}
unknown_item_in_scenario() {
    scenario_of 'measures:
  - {id: a, title: a, citation: a, authority: CHN, certainty: legal, effect: ban, items: [dysprosum-oxide], origins: [CHN], announced: 2025-01-01, from: 2025-01-02}'
    refuses 'dysprosum-oxide' "$CK_PROGRAM" run "$CK_SCRATCH/spoilt.yaml" && grep -q 'dysprosium-oxide' "$CK_SCRATCH/stderr"
}
unknown_key_in_scenario() {
    scenario_of 'drows: 5'
    refuses 'spoilt.yaml:6:1' "$CK_PROGRAM" run "$CK_SCRATCH/spoilt.yaml" && grep -q 'draws' "$CK_SCRATCH/stderr"
}
unwritable_output() {
    : >"$CK_SCRATCH/a-file"
    refuses 'input-output' "$CK_PROGRAM" run scenarios/april-2025.yaml --draws 0 --alone --no-remedies --out "$CK_SCRATCH/a-file/out"
}
full_disk() {       # no file may grow beyond 64 KiB
    rm -rf "$CK_SCRATCH/full"
    ( trap '' XFSZ; ulimit -f 64; refuses 'input-output' "$CK_PROGRAM" run scenarios/april-2025.yaml --draws 0 --alone --no-remedies --out "$CK_SCRATCH/full" )
    result=$?
    left=$(find "$CK_SCRATCH/full" -type f 2>/dev/null | wc -l)
    echo "$left files left"
    [ $result -eq 0 ] && [ "$left" -eq 0 ]
}

check "a missing column is named with its line and a hint" missing_column
check "an unknown region is named and the nearest one offered" unknown_region
check "a negative capacity is refused with its value" negative_capacity
check "NaN in a table is refused" not_a_number
check "a recipe in wrong units is refused" wrong_unit
check "a chain that needs itself is refused" circle
check "a world out of balance is refused" unbalanced
check "a truncated file is refused" truncated_file
check "a line of a gigabyte is refused quickly" endless_line
check "overlapping suspensions are refused with their line" overlapping_periods
check "an unknown item in a scenario is refused with a suggestion" unknown_item_in_scenario
check "an unknown key in a scenario is refused with line and hint" unknown_key_in_scenario
check "an output folder that cannot be made is an error" unwritable_output
check "a full disk leaves no half file" full_disk
check "an output that is a pipe is refused" output_is_a_pipe
finish
