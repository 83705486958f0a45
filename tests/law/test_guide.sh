#!/bin/sh
# The example of docs/writing-a-regime.md is law that holds, and gives the answers that the page says.
. tests/check.sh

block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" docs/writing-a-regime.md | sed '/^```/d'; }
block law >"$CK_SCRATCH/norland.law"
block yaml >"$CK_SCRATCH/deal.yaml"
sed 's/ purity: 99.5 %,//' "$CK_SCRATCH/deal.yaml" >"$CK_SCRATCH/open.yaml"
ask() { "$CK_PROGRAM" check "$CK_SCRATCH/$1.yaml" --on "$2" --law law --law "$CK_SCRATCH/norland.law" --regime norland-garnet; }

example_is_sound() { "$CK_PROGRAM" law check --law law --law "$CK_SCRATCH/norland.law" >"$CK_SCRATCH/out"; }
licence_in_may() { ask deal 2026-05-04 >"$CK_SCRATCH/out" && grep -q 'licence, case by case' "$CK_SCRATCH/out" && grep -q '2026-04-20' "$CK_SCRATCH/out"; }
suspended_in_october() { ask deal 2026-10-01 >"$CK_SCRATCH/out" && grep -q 'ANSWER  *not caught' "$CK_SCRATCH/out" && grep -q '2027-07-01' "$CK_SCRATCH/out"; }
open_without_purity() { ask open 2026-05-04 >"$CK_SCRATCH/out" && grep -q 'indeterminate' "$CK_SCRATCH/out" && grep -q 'purity' "$CK_SCRATCH/out"; }

check "the example is law without errors" example_is_sound
check "a licence in May, applied for ten working days before" licence_in_may
check "suspended in October, again from July 2027" suspended_in_october
check "without the purity the answer is open" open_without_purity
finish
