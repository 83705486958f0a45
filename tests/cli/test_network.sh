#!/bin/sh
# chokepoint network: the 11-firm example to its fractions, sets of failures, what the reader refuses, the same output on one and two threads.
. tests/check.sh

net=$CK_SCRATCH/net
mkdir -p "$net"
cat >"$net/links.csv" <<'END'
supplier,buyer,value
f3,f6,1
f4,f6,1
f4,f7,1
f5,f7,1
f6,f1,1
f6,f2,1
f7,f10,1
f7,f11,1
f8,f1,1
f8,f2,1
f9,f11,1
END
cat >"$net/firms.csv" <<'END'
firm,sector,weight_1
f1,a,2
f2,a,2
f3,b,1
f4,b,2
f5,b,1
f6,c,2
f7,c,2
f8,d,2
f9,d,1
f10,e,1
f11,e,2
END
run() { "$CK_PROGRAM" network "$net/links.csv" --firms "$net/firms.csv" --esri "$@"; }

# expect FILE fraction...: column esri of firms f1 to f11, exact to 1e-14
expect() {
    file=$1
    shift
    awk -F, -v want="$*" 'BEGIN { n = split(want, w, " ") }
        NR > 1 { split(w[substr($2, 2)], part, "/"); d = $4 - part[1] / part[2]; if (d < 0) d = -d; if (d > 1e-14) { print $2, $4; bad = 1 } seen++ }
        END { exit bad || seen != n }' "$file"
}

run --out "$CK_SCRATCH/linear.csv" >"$CK_SCRATCH/linear.txt" 2>"$CK_SCRATCH/err.txt"
check "the example runs" [ $? -eq 0 ]
check "non-essential inputs give the exact fractions" expect "$CK_SCRATCH/linear.csv" 5/18 5/18 1/6 1/3 1/6 1/3 1/3 2/9 1/9 1/6 5/18
run --essential all --out "$CK_SCRATCH/hard.csv" >"$CK_SCRATCH/hard.txt"
check "essential inputs give the exact fractions" expect "$CK_SCRATCH/hard.csv" 5/18 5/18 2/9 5/12 7/36 4/9 7/18 1/3 1/6 1/6 5/18
check "the first rank is the firm with the largest index" grep -q '^ *1  f6 .* 0.444444444' "$CK_SCRATCH/hard.txt"
check "the sensitivity to the stopping rule is shown" grep -q 'Sensitivity to the stopping rule' "$CK_SCRATCH/hard.txt"
printf ',a,b,c,d,e\na,2,2,2,2,2\nb,2,2,2,2,2\nc,2,2,2,2,2\nd,2,2,2,2,2\ne,2,2,2,2,2\n' >"$CK_SCRATCH/roles.csv"
run --essential "$CK_SCRATCH/roles.csv" --out "$CK_SCRATCH/file.csv" >/dev/null
check "roles from a file are those of --essential all" cmp "$CK_SCRATCH/hard.csv" "$CK_SCRATCH/file.csv"
"$CK_PROGRAM" network "$net" --esri --out "$CK_SCRATCH/folder.csv" >/dev/null
check "a folder gives what its files give" cmp "$CK_SCRATCH/linear.csv" "$CK_SCRATCH/folder.csv"

for threads in 1 2; do
    run --essential all --threads $threads --json --out "$CK_SCRATCH/t$threads.csv" >"$CK_SCRATCH/t$threads.json"
done
check "JSON is the same on one and two threads" cmp "$CK_SCRATCH/t1.json" "$CK_SCRATCH/t2.json"
check "so is the CSV" cmp "$CK_SCRATCH/t1.csv" "$CK_SCRATCH/t2.csv"
check "JSON has a digest" grep -q '"digest": "[0-9a-f]\{16\}"' "$CK_SCRATCH/t1.json"

run --fail f4 --fail f4,f8 --json >"$CK_SCRATCH/sets.json"
check "sets of failures run" [ $? -eq 0 ]
check "one of a single firm is its index" grep -q '"esri": 0.33333333333333' "$CK_SCRATCH/sets.json"
digest() { run "$@" --json | grep -o '"digest": "[0-9a-f]*"'; }
printf 'scenario,firm\nit,f1\n' >"$CK_SCRATCH/one.csv"     # f1 and f2 buy the same and sell nothing: the same numbers
printf 'scenario,firm\nit,f2\n' >"$CK_SCRATCH/two.csv"
check "the digest knows which firm of a table fails" [ "$(digest --scenarios "$CK_SCRATCH/one.csv")" != "$(digest --scenarios "$CK_SCRATCH/two.csv")" ]
check "and which of --fail" [ "$(digest --fail f1)" != "$(digest --fail f2)" ]
printf 'scenario,firm,down,up\nhalf,f4,0.5,0.5\nwhole,f4,,\n' >"$CK_SCRATCH/sets.csv"
run --scenarios "$CK_SCRATCH/sets.csv" --out "$CK_SCRATCH/partial.csv" >/dev/null
check "a linear network halves with its shock" awk -F, 'NR > 1 { v[$2] = $4 } END { d = v["whole"] - 2 * v["half"]; exit !(d < 1e-14 && d > -1e-14 && v["half"] > 0.1) }' "$CK_SCRATCH/partial.csv"
run --largest 3 --out "$CK_SCRATCH/largest.csv" >/dev/null
check "the largest alone are as many as asked for" [ "$(wc -l <"$CK_SCRATCH/largest.csv")" -eq 4 ]
run --replace sector --out "$CK_SCRATCH/replace.csv" >/dev/null
check "replacement makes no failure worse" awk -F, 'FNR == 1 { next } NR == FNR { v[$2] = $4; next } $4 > v[$2] + 1e-15 { exit 1 }' "$CK_SCRATCH/linear.csv" "$CK_SCRATCH/replace.csv"

# refuse SENTENCE PATTERN arguments...: exit status 2, one message that matches
refuse() {
    sentence=$1 pattern=$2
    shift 2
    rm -f "$CK_SCRATCH/nothing.csv"
    "$CK_PROGRAM" network "$@" >"$CK_SCRATCH/out.txt" 2>"$CK_SCRATCH/err.txt"
    status=$?
    check "$sentence ends with 2" [ $status -eq 2 ]
    check "$sentence is told" grep -q "$pattern" "$CK_SCRATCH/err.txt"
    check "$sentence writes nothing" [ ! -e "$CK_SCRATCH/nothing.csv" ]
}
bad=$CK_SCRATCH/bad.csv
printf 'supplier,buyer,value\na,b,1\nb,c,many\n' >"$bad"
refuse "a value that is no number" 'bad.csv:3:5:' "$bad" --esri --out "$CK_SCRATCH/nothing.csv"
printf 'supplier,buyer,value\na,b,-1\n' >"$bad"
refuse "a negative value" 'bad.csv:2:5:' "$bad" --esri --out "$CK_SCRATCH/nothing.csv"
printf 'supplier,buyer,colour\na,b,1\n' >"$bad"
refuse "an unknown column" 'bad.csv:1:16:.*"colour"' "$bad" --esri
printf 'supplier,buyer,value\na,b\n' >"$bad"
refuse "a short row" 'bad.csv:2:' "$bad" --esri
printf 'supplier,buyer,value\nf1,f99,1\n' >"$bad"
refuse "a firm that is not listed" 'bad.csv:2:4:.*"f99"' "$bad" --firms "$net/firms.csv" --esri
printf 'scenario,firm\none,f44\n' >"$CK_SCRATCH/sets.csv"
refuse "a scenario of an unknown firm" 'sets.csv:2:5:.*"f44"' "$net" --esri --scenarios "$CK_SCRATCH/sets.csv"
printf 'scenario,firm,down\none,f4,2\n' >"$CK_SCRATCH/sets.csv"
refuse "a shock above 1" 'sets.csv:2:8:' "$net" --esri --scenarios "$CK_SCRATCH/sets.csv"
printf 'scenario,firm\none,f4\ntwo,f4\none,f4\n' >"$CK_SCRATCH/sets.csv"
refuse "a firm twice in a scenario" 'sets.csv:4:5:.*"f4" fails twice in scenario "one"' "$net" --esri --scenarios "$CK_SCRATCH/sets.csv"
refuse "an unknown failure" '"f99"' "$net" --esri --fail f99
refuse "an unknown compatibility" 'E1,E2' "$net" --esri --compat E9
refuse "a tolerance of 1" 'from 0 to below 1' "$net" --esri --epsilon 1
refuse "an unknown stopping rule" 'decrease or growth' "$net" --esri --stop never
refuse "markets that nobody has" 'column market' "$net" --esri --replace market
refuse "a file that is not there" 'absent.csv' "$CK_SCRATCH/absent.csv" --esri
refuse "results without --esri" 'esri and --events are missing' "$net" --json
refuse "a stopping rule without --esri" 'epsilon belongs to --esri, which is missing' "$net" --epsilon 1e-3
refuse "a seed without generate" 'seed makes a network' "$net" --esri --seed 3
refuse "generating as JSON" 'json has nothing to do with making' generate --firms 10 --sectors 2 --json --out "$CK_SCRATCH/no"
printf 'firm,amount\nf1,3\nf1,4\n' >"$CK_SCRATCH/final.csv"
refuse "final demand of one firm twice" 'final.csv:3:1:.*"f1"' "$net" --esri --final-demand "$CK_SCRATCH/final.csv"

# f4 sells 2 over links and 2 to final demand, so half of what its buyers do not take is lost; weights are output
printf 'firm,amount\nf4,2\n' >"$CK_SCRATCH/final.csv"
sed 's/,[0-9]*$//; s/,weight_1$//' "$net/firms.csv" >"$CK_SCRATCH/bare.csv"
printf 'scenario,firm,down,up\nf6,f6,0,1\n' >"$CK_SCRATCH/sets.csv"
"$CK_PROGRAM" network "$net/links.csv" --firms "$CK_SCRATCH/bare.csv" --final-demand "$CK_SCRATCH/final.csv" --esri \
    --scenarios "$CK_SCRATCH/sets.csv" --out "$CK_SCRATCH/final_demand.csv" >"$CK_SCRATCH/final.txt"
# output 13: f6 2 of 2, f3 1 of 1, f4 1/4 of 4 are lost
check "final demand is revenue and weight" awk -F, 'NR == 2 { d = $6 - 4 / 13; exit !(d < 1e-14 && d > -1e-14) }' "$CK_SCRATCH/final_demand.csv"
check "final demand is told" grep -q '^final demand worth 2$' "$CK_SCRATCH/final.txt"
make_network() { "$CK_PROGRAM" network generate --firms 2000 --links-per-firm 5 --sectors 8 --seed "$1" --out "$2" >"$CK_SCRATCH/made.txt"; }
make_network 3 "$CK_SCRATCH/one"
check "a network is made" [ $? -eq 0 ]
make_network 3 "$CK_SCRATCH/two"
make_network 4 "$CK_SCRATCH/other"
for file in links firms essentiality; do check "an equal seed gives equal $file" cmp "$CK_SCRATCH/one/$file.csv" "$CK_SCRATCH/two/$file.csv"; done
check "another seed gives other links" [ "$(cksum <"$CK_SCRATCH/one/links.csv")" != "$(cksum <"$CK_SCRATCH/other/links.csv")" ]
check "about five links a firm, none twice" awk -F, 'NR > 1 { n++; if (seen[$1, $2]++ || $1 == $2) bad = 1 } END { exit bad || n < 8500 || n > 10500 }' "$CK_SCRATCH/one/links.csv"
check "both degrees have heavy tails" awk -F, 'NR > 1 { o[$1]++; i[$2]++ } END { for (f in o) if (o[f] > a) a = o[f]; for (f in i) if (i[f] > b) b = i[f]; exit !(a > 60 && b > 60) }' "$CK_SCRATCH/one/links.csv"
"$CK_PROGRAM" network "$CK_SCRATCH/one" --esri --largest 20 --epsilon 1e-2 --threads 1 --json >"$CK_SCRATCH/m1.json" 2>"$CK_SCRATCH/err.txt"
check "the made network is read and measured" [ $? -eq 0 ]
"$CK_PROGRAM" network "$CK_SCRATCH/one" --esri --largest 20 --epsilon 1e-2 --threads 2 --json >"$CK_SCRATCH/m2.json" 2>"$CK_SCRATCH/err.txt"
check "with the same digits on two threads" cmp "$CK_SCRATCH/m1.json" "$CK_SCRATCH/m2.json"
refuse "generating without a folder" 'out is missing' generate --firms 10
refuse "more sectors than firms" 'every sector needs a firm' generate --firms 3 --sectors 9 --out "$CK_SCRATCH/no"
finish
