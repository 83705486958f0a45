#!/bin/sh
# chokepoint game: Gambit's formats in and out, each method on a known game, errors with their place.
. tests/check.sh

game() { "$CK_PROGRAM" game "$@"; }
field() { /usr/bin/python3 -c "import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))" "$@"; }
is() { [ "$(field "$1" "$2")" = "$3" ]; }

cat >"$CK_SCRATCH/sexes.nfg" <<'END'
NFG 1 R "battle" { "She" "He" }
{ { "opera" "boxing" } { "opera" "boxing" } }
"a comment"
2 1 0 0 0 0 1 2
END
cat >"$CK_SCRATCH/sexes-outcomes.nfg" <<'END'
NFG 1 R "battle" { "She" "He" } { 2 2 }
{ { "first" 2, 1 } { "second" 1, 2 } }
1 0 0 2
END
cat >"$CK_SCRATCH/dilemma.nfg" <<'END'
NFG 1 R "dilemma" { "A" "B" } { 2 2 }
3 3 5 0 0 5 1 1
END
# Selten's horse: three players, the last one does not know who let him choose
cat >"$CK_SCRATCH/horse.efg" <<'END'
EFG 2 R "horse" { "1" "2" "3" } ""
p "" 1 1 "" { "C" "D" } 0
p "" 2 1 "" { "c" "d" } 0
t "" 1 "" { 1 1 1 }
p "" 3 1 "" { "L" "R" } 0
t "" 2 "" { 4 4 0 }
t "" 3 "" { 0 0 1 }
p "" 3 1 0
t "" 4 "" { 3 3 2 }
t "" 5 "" { 0 0 0 }
END
# one card, high or low; who holds it may raise
cat >"$CK_SCRATCH/poker.efg" <<'END'
EFG 2 R "one card" { "Fred" "Alice" }
c "" 1 "" { "red" 1/2 "black" 1/2 } 0
p "" 1 1 "red" { "raise" "fold" } 0
p "" 2 1 "sees a raise" { "meet" "pass" } 0
t "" 1 "wins big" { 2, -2 }
t "" 2 "wins" { 1, -1 }
t "" 2
p "" 1 2 "black" { "raise" "fold" } 0
p "" 2 1 0
t "" 3 "loses big" { -2, 2 }
t "" 2
t "" 4 "loses" { -1, 1 }
END

game "$CK_SCRATCH/sexes.nfg" --json >"$CK_SCRATCH/a.json"
check "battle of the sexes has three equilibria" is "$CK_SCRATCH/a.json" 'len(d["equilibria"])' 3
check "the mixed one is a fraction" grep -q '"exact": "2/3"' "$CK_SCRATCH/a.json"
game "$CK_SCRATCH/sexes-outcomes.nfg" --json >"$CK_SCRATCH/b.json"
check "the outcome form says the same" is "$CK_SCRATCH/b.json" '[e["payoff"] for e in d["equilibria"]] == [e["payoff"] for e in json.load(open("'"$CK_SCRATCH"'/a.json"))["equilibria"]]' True
game "$CK_SCRATCH/sexes.nfg" --one --label 1 --json >"$CK_SCRATCH/one.json"
check "one equilibrium leaves no gain" is "$CK_SCRATCH/one.json" 'max(d["equilibria"][0]["gain"]) < 1e-12' True
game "$CK_SCRATCH/dilemma.nfg" --repeated 0.5 --json >"$CK_SCRATCH/r.json"
check "cooperation is sustained at the threshold" is "$CK_SCRATCH/r.json" '[3.0, 3.0] in [c["payoff"] for c in d["corners"]]' True
game "$CK_SCRATCH/dilemma.nfg" --repeated 0.1 --json >"$CK_SCRATCH/r.json"
check "and not by the impatient" is "$CK_SCRATCH/r.json" '[c["payoff"] for c in d["corners"]]' '[[1.0, 1.0]]'
game "$CK_SCRATCH/poker.efg" --json >"$CK_SCRATCH/p.json"
check "poker with one card is worth 1/3 to the holder" is "$CK_SCRATCH/p.json" 'abs(d["equilibria"][0]["payoff"][0] - 1 / 3) < 1e-12' True
check "who bluffs with black one time in three" is "$CK_SCRATCH/p.json" 'abs(d["equilibria"][0]["behaviour"][1]["actions"][0]["probability"] - 1 / 3) < 1e-9' True
game "$CK_SCRATCH/poker.efg" --all --json >"$CK_SCRATCH/p.json"
check "its strategic form has the same value" is "$CK_SCRATCH/p.json" 'abs(d["equilibria"][0]["payoff"][0] - 1 / 3) < 1e-12' True
game "$CK_SCRATCH/horse.efg" --json >"$CK_SCRATCH/h.json"
check "the horse is solved by logit without gain" is "$CK_SCRATCH/h.json" 'd["method"] == "logit" and max(d["equilibria"][0]["gain"]) < 1e-7' True
game "$CK_SCRATCH/horse.efg" --write "$CK_SCRATCH/again.efg"
game "$CK_SCRATCH/again.efg" --write "$CK_SCRATCH/more.efg"
check "what is written reads and writes the same" cmp "$CK_SCRATCH/again.efg" "$CK_SCRATCH/more.efg"
game "$CK_SCRATCH/horse.efg" --write "$CK_SCRATCH/horse.nfg"
game "$CK_SCRATCH/horse.nfg" --logit --json >"$CK_SCRATCH/h2.json"
check "a tree written as a table has the same equilibrium" is "$CK_SCRATCH/h2.json" 'd["equilibria"] == json.load(open("'"$CK_SCRATCH"'/h.json"))["equilibria"]' True

# --all takes numbers as they are written, not as doubles: the mixed equilibrium of a battle worth x and 1 to the first player
battle() { # x
    printf 'NFG 1 R "battle" { "A" "B" } { 2 2 }\n%s 1  0 0  0 0  1 1\n' "$1" >"$CK_SCRATCH/exact.nfg"
    game "$CK_SCRATCH/exact.nfg" --all --json
}
mixes() { battle "$1" | grep -q "\"exact\": \"$2\""; }
check "a third is a third" mixes 1/3 3/4
check "its first fifteen digits are not" mixes 0.333333333333333 1000000000000000/1333333333333333
check "denominators may be large" mixes 1/1000003 1000003/1000004
check "an exponent is exact" mixes 2.50e1 1/26
check "a fraction of decimals is exact" mixes -0.1/-0.3 3/4
battle 1e-30 >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
check "what 64 bits do not hold is refused" [ $? -eq 2 ]
check "with what to do" grep -q 'write them with fewer digits' "$CK_SCRATCH/err"
check "and nothing is printed" [ ! -s "$CK_SCRATCH/out" ]
game "$CK_SCRATCH/exact.nfg" --one >/dev/null 2>&1
check "another method takes it" [ $? -eq 0 ]
sed 's|"red" 1/2 "black" 1/2|"red" 1/3 "black" 2/3|' "$CK_SCRATCH/poker.efg" >"$CK_SCRATCH/thirds.efg"
game "$CK_SCRATCH/thirds.efg" --write "$CK_SCRATCH/thirds.nfg"
check "a tree's table holds thirds" grep -q -- '-1/3' "$CK_SCRATCH/thirds.nfg"
game "$CK_SCRATCH/thirds.efg" --all --json >"$CK_SCRATCH/t1.json"
game "$CK_SCRATCH/thirds.nfg" --all --json >"$CK_SCRATCH/t2.json"
check "and has the tree's exact equilibria" is "$CK_SCRATCH/t1.json" '[e["players"] for e in d["equilibria"]] == [e["players"] for e in json.load(open("'"$CK_SCRATCH"'/t2.json"))["equilibria"]] and len(d["equilibria"]) > 0' True

refused() { # file, place, words
    game "$1" >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
    [ $? -eq 2 ] && [ ! -s "$CK_SCRATCH/out" ] && grep -q "$2" "$CK_SCRATCH/err" && grep -q "$3" "$CK_SCRATCH/err"
}
printf 'NFG 1 R "x" { "A" "B" }\n{ 2 2 }\n1 1 0 zero\n' >"$CK_SCRATCH/bad.nfg"
check "a word among payoffs is shown with its place" refused "$CK_SCRATCH/bad.nfg" ':3:7' zero
printf 'EFG 2 R "x" { "A" "B" }\nc "" 1 "" { "u" 0.5 "d" 0.6 } 0\nt "" 0\nt "" 0\n' >"$CK_SCRATCH/bad.efg"
check "probabilities that do not sum to 1 are refused" refused "$CK_SCRATCH/bad.efg" ':2:11' 'sum to 1.1'
printf 'EFG 2 R "x" { "A" "B" }\np "" 1 1 "" { "u" "d" } 0\nt "" 0\n' >"$CK_SCRATCH/bad.efg"
check "a tree that stops is refused" refused "$CK_SCRATCH/bad.efg" ':4:1' 'end of the file'
printf 'something' >"$CK_SCRATCH/bad.nfg"
check "another kind of file is refused" refused "$CK_SCRATCH/bad.nfg" ':1:1' NFG
game "$CK_SCRATCH/sexes.nfg" --all --one >/dev/null 2>&1
check "two methods at once are a usage error" [ $? -eq 2 ]
idle() { game "$CK_SCRATCH/sexes.nfg" "$@" >/dev/null 2>&1; [ $? -eq 2 ]; }
check "a label without --one is a usage error" idle --logit --label 1
check "a precision without --logit is one too" idle --one --precision 2
check "and so is a method with --write" idle --all --write "$CK_SCRATCH/idle.nfg"
game "$CK_SCRATCH/horse.efg" --all >/dev/null 2>&1
check "all equilibria of three players are refused" [ $? -eq 2 ]
finish
