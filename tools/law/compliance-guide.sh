#!/bin/sh
# Writes docs/compliance-guide.md: words from here, answers from the program, so that the guide stays true.
#
#     tools/law/compliance-guide.sh PROGRAM [FILE]
set -eu
program=$1
out=${2:-docs/compliance-guide.md}
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here"
part=$out.part
trap 'rm -f "$part"' EXIT

run() {    # run COMMAND...: the command as a person types it, and what it prints
    printf '```\n$ chokepoint %s\n' "$*"
    "$program" "$@" || [ $? -eq 1 ] || { echo "the command failed: $*" >&2; exit 1; }
    printf '```\n\n'
}
deal() {
    printf '```yaml\n'
    cat "$1"
    printf '```\n\n'
}

{
    cat <<'TEXT'
# For compliance people: my motor, my magnet, my customer

Three deals, the memo of each, and how to read it. The deals are in `examples/deals`; all answers below are printed by the program. It is an instrument for analysis, not legal advice.

**How to read an answer.** The first lines say the strongest outcome that is certain and how far the missing facts could raise it. Below, regime by regime: the outcome; the law with grade and the day
through which somebody has verified it; *because*, the rules that hold; *to do*, with days; *contested*, where readings of the text differ; *missing*, the facts that would decide, as questions to your
supplier or customer; *could ease*, those that would spare you, such as a general licence; *if revived*, what suspended law would say; *next*, the day on which the answer changes. Outcomes are kept apart: not caught, subject (jurisdiction alone), exempt with duties,
licence (normally granted, case by case, refused in principle; *licence* alone when only its kind is open), prohibited, indeterminate. Indeterminate is never a pass, and a name that matches no list is not cleared.

The memo to print and file: `chokepoint check DEAL --html memo.html`. To keep it for the five years that both sides ask: `--record determinations.db`, see [audit.md](audit.md).

## My motor

A servo motor is made in Japan and sold to Germany. Its magnets are made in Japan from Chinese dysprosium and neodymium. Does Beijing have a say?

TEXT
    deal examples/deals/motor.yaml
    run check examples/deals/motor.yaml
    cat <<'TEXT'
The limb that counts content has never operated: it was suspended before its first day. Under *if revived* stands what it would say, and *share* shows each component that counts, that is left out, and why: neodymium is
on no list of Part 1, so its value does not count; membership comes before the percentage. The announced end of the suspension and the one by law are different days; both are shown.

## My magnet

A magnet comes from China; the supplier has not said whether it holds dysprosium or terbium.

TEXT
    deal examples/deals/magnet.yaml
    run check examples/deals/magnet.yaml
    cat <<'TEXT'
The description settles form and family. The composition decides, so the answer is open and names the question; *what would change the answer* shows what each reply would lead to. Ask before you ship, and write
`content: {Dy: absent, Tb: absent}` only with the supplier's word for it.

## My customer

Magnets made in China are in stock in Korea. The buyer is held to 60 % by a party on China's control list.

TEXT
    deal examples/deals/customer.yaml
    run check examples/deals/customer.yaml
    cat <<'TEXT'
Lists have rules of their own for owners: read under *ownership* which party is listed and through which chain, and in each regime whether its text counts direct, indirect or joined holdings.

## A spreadsheet

The same law on a bill of material, one row a line; formats are in [deal-format.md](deal-format.md).

TEXT
    printf '```\n'
    cat examples/deals/lines.csv
    printf '```\n\n'
    run check examples/deals/lines.csv --on 2026-10-08
    printf 'This page is written by `tools/law/compliance-guide.sh`.\n'
} >"$part"
mv "$part" "$out"
