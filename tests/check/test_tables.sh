#!/bin/sh
# Deals of a table say together what each says alone: what is remembered from deal to deal changes nothing, under the shipped law.
. tests/check.sh

draw() {    # deals drawn at random, with goods, routes, parties and days
    /usr/bin/python3 - "$CK_SCRATCH/all.csv" <<'PY'
import csv, random, sys
draw = random.Random(7)
country = ["CHN", "USA", "DEU", "JPN", "KOR", "TWN", "IRN", "RUS", "VNM", "CAN"]
good = [("sintered NdFeB permanent magnet with dysprosium", "", "", "8505.11.00.70", ""), ("motor part", "", "magnet", "8505.11", "2.5"),
        ("oxide", "CHN:1C905.b", "oxide", "2846.90", "80"), ("gallium metal", "", "metal", "8112.92", ""), ("tool", "3B001.c", "equipment", "8486.20", ""),
        ("accelerator", "3A090.a", "chip", "8542.31", ""), ("phone case", "", "finished-good", "3926.90.99", "")]
party = ["Plain Works GmbH", "Huawei Technologies Co., Ltd.", "MP Materials", "Rheinmetal AG", ""]
with open(sys.argv[1], "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["on", "deal", "id", "description", "codes", "item.form", "item.hs", "content.Dy", "item.origin", "item.value (USD)", "deal.export_from",
                  "deal.destination", "deal.end_use", "deal.mode", "end_user", "end_user.country", "end_user.military"])
    for row in range(60):
        description, codes, form, hs, content = draw.choice(good)
        user = draw.choice(party)
        out.writerow([draw.choice(["2025-04-20", "2025-10-20", "2026-10-08"]), f"d{row}", f"p{row}", description, codes, form, hs, content, draw.choice(country + [""]),
                      draw.choice(["", "500.00", "90000.00"]), draw.choice(country), draw.choice(country), draw.choice(["", "civil", "military"]),
                      draw.choice(["", "sea", "air"]), user, draw.choice(country) if user else "", draw.choice(["", "yes", "no"]) if user else ""])
PY
}
same_alone() {    # same_alone OPTIONS...
    "$CK_PROGRAM" check "$CK_SCRATCH/all.csv" "$@" >"$CK_SCRATCH/together" || return 1
    header=$(head -1 "$CK_SCRATCH/together")
    : >"$CK_SCRATCH/alone"
    sed 1d "$CK_SCRATCH/all.csv" | while IFS= read -r row; do
        { head -1 "$CK_SCRATCH/all.csv"; printf '%s\n' "$row"; } >"$CK_SCRATCH/one.csv"
        "$CK_PROGRAM" check "$CK_SCRATCH/one.csv" "$@" >>"$CK_SCRATCH/alone"
    done
    case $header in
    '{'*) cmp "$CK_SCRATCH/together" "$CK_SCRATCH/alone" ;;
    *) { echo "$header"; grep -vxF "$header" "$CK_SCRATCH/alone"; } | cmp - "$CK_SCRATCH/together" ;;
    esac
}
in_full() { same_alone; }
brief() { same_alone --brief; }
as_json() { same_alone --json; }
with_traces() { same_alone --explain --regime cn-2025-18,cn-2025-61,us-ear-de-minimis,us-301-china,us-port-fees; }

draw
check "rows in full" in_full
check "rows in brief" brief
check "determinations" as_json
check "rows with traces" with_traces
finish
