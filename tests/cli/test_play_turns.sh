#!/bin/sh
# chokepoint play turn by turn through a pipe: moves, mistakes, undo, save, resume, replay to the same digits, the end of the input.
. tests/check.sh

game=scenarios/play/october-2025.yaml
log=$CK_SCRATCH/game.log
rm -rf "$CK_SCRATCH/store" "$log"
play() { "$CK_PROGRAM" play "$game" --store "$CK_SCRATCH/store" "$@" 2>"$CK_SCRATCH/err"; }
digest_of() { sed -n 's/.*digest \([0-9a-f]\{16\}\)$/\1/p' "$1" | tail -1; }

printf '99\nnonsense\n\nsave\nundo\n2\nup:us-technology\nundo\noffer\nsave %s\nquit\n' "$log" | play --as us >"$CK_SCRATCH/first"
check "a game over a pipe ends with status 0" [ $? -eq 0 ]
check "a number that is no move is explained" grep -q '"99" is neither a move' "$CK_SCRATCH/first"
check "an unknown command is explained" grep -q '"nonsense" is neither a move' "$CK_SCRATCH/first"
check "save without a file is explained" grep -q 'save needs a file' "$CK_SCRATCH/first"
check "undo at the start is explained" grep -q 'nothing to take back' "$CK_SCRATCH/first"
check "losses are seen late" grep -q 'not known before 2025-12-11' "$CK_SCRATCH/first"
check "a move is compared with waiting" grep -q 'your move against waiting' "$CK_SCRATCH/first"
check "the look back has the engine and the solved strategy" sh -c "grep -q 'by the engine on this path' '$CK_SCRATCH/first' && grep -q 'the solved strategy' '$CK_SCRATCH/first'"
check "a taken-back turn is not in the log" sh -c "[ \$(grep -c 'move:' '$log') -eq 2 ] && ! grep -q 'up:us-technology' '$log'"

play --replay "$log" >"$CK_SCRATCH/replay" </dev/null
check "a replay ends with status 0" [ $? -eq 0 ]
check "and has the same digits" [ "$(digest_of "$CK_SCRATCH/replay")" = "$(digest_of "$CK_SCRATCH/first")" ]
play --resume "$log" >"$CK_SCRATCH/resumed" </dev/null
check "the end of the input ends a resumed game cleanly" [ $? -eq 0 ]
check "at the same digits" [ "$(digest_of "$CK_SCRATCH/resumed")" = "$(digest_of "$CK_SCRATCH/first")" ]

yes 1 | head -40 | play --as china >"$CK_SCRATCH/whole"
check "a whole game ends by itself" sh -c "grep -q 'after 18 of 18 turns' '$CK_SCRATCH/whole'"

refused() {
    sed "$1" "$log" >"$CK_SCRATCH/changed.log"
    play --replay "$CK_SCRATCH/changed.log" >"$CK_SCRATCH/out" </dev/null
    [ $? -eq 2 ] && grep -q "changed.log:[0-9].*$2" "$CK_SCRATCH/err"
}
check "a move that was not open is refused at its line" refused '0,/move: "[^"]*"/s//move: "up:moon"/' 'the move "up:moon" is not open'
check "another answer of the other side is refused" refused '0,/answer: "[^"]*"/s//answer: "accept"/' 'the other side answers'
check "a log of another game is refused" refused 's/^key: .*/key: "0000000000000000"/' 'belongs to another game'
check "other digits are told" refused 's/^digest: .*/digest: "0000000000000000"/' 'other digits'
check "a misspelt key is named" refused 's/^turns:/truns:/' 'truns'
check "an unknown actor is refused with the names that there are" sh -c "'$CK_PROGRAM' play $game --as moon </dev/null 2>&1 | grep -q 'us, china, eu, japan'"

# third countries hedge by hand; their plans are compared afterwards
printf 'stockpile\nalign\nleave\nwait\nsave %s\nquit\n' "$log" | play --as japan >"$CK_SCRATCH/japan"
check "a third country has a chair" [ $? -eq 0 ]
check "it sees both sides' levers and its own hedges" sh -c "grep -q 'levers of China' '$CK_SCRATCH/japan' && grep -q 'your hedges: a stockpile$' '$CK_SCRATCH/japan'"
check "a hedge taken up is not offered again" sh -c "[ \$(grep -c '^ *[0-9]*  build a stockpile and draw on it$' '$CK_SCRATCH/japan') -eq 1 ]"
check "its log has its moves and both answers" sh -c "grep -q 'move: \"leave\", answer: \"[a-z:-]*,[a-z:-]*\"' '$log'"
play --replay "$log" >"$CK_SCRATCH/again" </dev/null
check "and replays to the same digits" [ "$(digest_of "$CK_SCRATCH/again")" = "$(digest_of "$CK_SCRATCH/japan")" ]
check "its plans are compared" sh -c "[ \$(grep -c 'from the start:' '$CK_SCRATCH/japan') -eq 8 ] && grep -q 'Least is lost with plan' '$CK_SCRATCH/japan'"
printf 'stockpile\n' | play --as eu >"$CK_SCRATCH/eu"
check "so has the European Union" grep -q 'You are European Union.' "$CK_SCRATCH/eu"
check "--as does not go with --simulate" sh -c "'$CK_PROGRAM' play $game --as us --simulate 2>&1 | grep -q 'do not go with'"
finish
