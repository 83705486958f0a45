#!/bin/sh
# Every reader has a fuzz target; each builds and survives its seeds and a short round. `make fuzz` takes longer.
. tests/check.sh

if ! command -v clang-14 >/dev/null 2>&1; then
    echo "skipped: clang-14 is not installed"
    exit 77
fi
targets=$(ls fuzz/fuzz_*.c 2>/dev/null | sed 's/^fuzz.fuzz_//; s/\.c$//')

targets_build() {
    [ -n "$targets" ] || { echo "fuzz/ has no targets"; return 1; }
    cmake --preset fuzz -B "$CK_BUILD/fuzz-short" && cmake --build "$CK_BUILD/fuzz-short" --target fuzz
}
survives() {
    corpus=$CK_SCRATCH/$1
    rm -rf "$corpus"
    mkdir -p "$corpus"
    words=
    [ -f "fuzz/$1.dict" ] && words=-dict=fuzz/$1.dict
    seeds=
    [ -d "fuzz/corpus/$1" ] && seeds=fuzz/corpus/$1
    "$CK_BUILD/fuzz-short/fuzz/fuzz_$1" -max_total_time=5 -timeout=20 -rss_limit_mb=2048 -seed=1 $words \
        -artifact_prefix="$CK_SCRATCH/$1-" "$corpus" $seeds
}

check "the fuzz targets build with clang and sanitizers" targets_build
for target in $targets; do
    check "the fuzz target $target survives its seeds and five seconds" survives "$target"
done
finish
