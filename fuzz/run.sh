#!/bin/sh
# Every fuzz target for a stated time; what it found and how fast it was, one line a target.
#
#     fuzz/run.sh [SECONDS [TARGET...]]
#
# Seeds are in fuzz/corpus/NAME and stay as they are; new inputs go to build/fuzz/corpus/NAME, findings to
# build/fuzz/findings. The exit status is 1 when a target found something.
set -u

cd "$(dirname "$0")/.." || exit 1
seconds=${1:-30}
[ $# -gt 0 ] && shift
tools/build.sh fuzz fuzz || exit 1
mkdir -p build/fuzz/findings
failed=0
if [ $# -eq 0 ]; then set -- $(ls fuzz/fuzz_*.c | sed 's/^fuzz.fuzz_//; s/\.c$//'); fi
for name in "$@"; do
    mkdir -p "build/fuzz/corpus/$name"
    seeds=
    [ -d "fuzz/corpus/$name" ] && seeds=fuzz/corpus/$name
    words=
    [ -f "fuzz/$name.dict" ] && words=-dict=fuzz/$name.dict
    log=build/fuzz/$name.log
    if "build/fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/findings/$name-" $words "build/fuzz/corpus/$name" $seeds >"$log" 2>&1 </dev/null; then
        verdict=clean
    else
        verdict=FOUND
        failed=1
    fi
    awk -v name="$name" -v verdict=$verdict -v seconds="$seconds" '
        /stat::number_of_executed_units/ { runs = $2 }
        /cov: [0-9]+/ { for (i = 1; i < NF; i++) if ($i == "cov:") cover = $(i + 1) }
        END { printf "%-24s %-6s %10d runs in %d s, %d edges covered\n", name, verdict, runs, seconds, cover }' "$log"
    if [ $verdict = FOUND ]; then
        grep -E -A8 'ERROR:|runtime error|libFuzzer: ' "$log" | head -40 | sed 's/^/    /'
        echo "    input: $(ls -t build/fuzz/findings/"$name"-* 2>/dev/null | head -1)"
    fi
done
exit $failed
