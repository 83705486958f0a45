#!/bin/sh
# One digest everywhere: compilers, levels of optimisation, sanitizers, numbers of threads, another processor where its
# compiler and emulator are installed, and WebAssembly under node.
. tests/check.sh

jobs=$(nproc 2>/dev/null || echo 2)
sources="$(for folder in $CK_KERNEL_FOLDERS; do ls src/"$folder"/*.c 2>/dev/null; done) tests/fixtures/small_world.c
         tests/digest/digest_run.c tests/digest/digest_law.c tests/digest/digest_main.c"
# Warnings are the business of the presets: some depend on the level of optimisation.
strict="-std=c17 $CK_NUMBER_FLAGS -w -Iinclude -Isrc -Itests"

# build NAME COMPILER FLAGS...: the digest program in $CK_SCRATCH/NAME/digest
build() {
    at=$CK_SCRATCH/$1
    compiler=$2
    shift 2
    rm -rf "$at"
    mkdir -p "$at"
    for source in $sources; do
        case $source in
        src/*) own=$CK_KERNEL_FLAGS ;;
        *) own= ;;
        esac
        echo "$compiler $strict $own $* -c $source -o $at/$(echo "$source" | tr / _).o"
    done | xargs -P "$jobs" -I{} sh -c '{}' && "$compiler" "$@" "$at"/*.o -pthread -o "$at/digest"
}

# agrees NAME [COMMAND...]: what the command (default: the program built as NAME) prints is the reference
agrees() {
    name=$1
    shift
    [ $# -gt 0 ] || set -- "$CK_SCRATCH/$name/digest"
    "$@" >"$CK_SCRATCH/$name.digests" || return 1
    diff "$CK_SCRATCH/reference" "$CK_SCRATCH/$name.digests"
}
builds_and_agrees() { build "$@" && agrees "$1"; }

reference_is_complete() {
    build gcc-O2 gcc -O2 || return 1
    "$CK_SCRATCH/gcc-O2/digest" >"$CK_SCRATCH/reference" || return 1
    cat "$CK_SCRATCH/reference"
    [ "$(wc -l <"$CK_SCRATCH/reference")" -eq 11 ] && [ "$(awk '{ print $2 }' "$CK_SCRATCH/reference" | grep -vc 0000000000000000)" -eq 11 ]
}
resumed_equals_unbroken() {
    [ "$(awk '$1 == "sampled" { print $2 }' "$CK_SCRATCH/reference")" = "$(awk '$1 == "resumed" { print $2 }' "$CK_SCRATCH/reference")" ]
}
measures_matter() {
    [ "$(awk '$1 == "baseline" || $1 == "central" || $1 == "sampled" { print $2 }' "$CK_SCRATCH/reference" | sort -u | wc -l)" -eq 3 ]
}
# Contraction into fused multiply-adds is what the flags rule out; a build with it shows that the cases would notice.
contraction_is_noticed() {
    number_flags=$strict
    strict=$(echo "$strict" | sed 's/-ffp-contract=off/-ffp-contract=fast/')
    build contracted clang-14 -O3 -mfma
    strict=$number_flags
    ! agrees contracted
}

check "the reference (gcc -O2) gives every digest" reference_is_complete
check "a run resumed half way has the digest of the unbroken run" resumed_equals_unbroken
check "baseline, central and sampled runs have digests of their own" measures_matter
check "an ensemble on 2 threads has the digest of one thread" agrees threads-2 "$CK_SCRATCH/gcc-O2/digest" 2
check "an ensemble on 4 threads has the digest of one thread" agrees threads-4 "$CK_SCRATCH/gcc-O2/digest" 4
check "gcc -O0 agrees" builds_and_agrees gcc-O0 gcc -O0
check "gcc -O3 for this processor agrees" builds_and_agrees gcc-O3-native gcc -O3 -march=native
check "a kernel without threads agrees" builds_and_agrees gcc-alone gcc -O2 -DCK_NO_THREADS
check "gcc with address and undefined-behaviour sanitizers agrees" builds_and_agrees gcc-sanitized gcc -O1 -g \
    -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all
if command -v clang-14 >/dev/null 2>&1; then
    check "clang -O0 agrees" builds_and_agrees clang-O0 clang-14 -O0
    check "clang -O2 agrees" builds_and_agrees clang-O2 clang-14 -O2
    check "clang -O3 for this processor agrees" builds_and_agrees clang-O3-native clang-14 -O3 -march=native
    check "a clang -O3 ensemble on 4 threads agrees" agrees clang-threads-4 "$CK_SCRATCH/clang-O3-native/digest" 4
    if grep -qw fma /proc/cpuinfo 2>/dev/null; then
        check "a build that contracts multiply-adds would be noticed" contraction_is_noticed
    else
        skip "a build that contracts multiply-adds would be noticed" "this processor has no fma"
    fi
else
    skip "clang agrees" "clang-14 is not installed"
fi
if command -v aarch64-linux-gnu-gcc >/dev/null 2>&1 && command -v qemu-aarch64 >/dev/null 2>&1; then
    check "gcc for aarch64 builds" build aarch64 aarch64-linux-gnu-gcc -O2 -static
    check "aarch64 (emulated) agrees" agrees aarch64 qemu-aarch64 "$CK_SCRATCH/aarch64/digest"
fi
module=$CK_BUILD/wasm/chokepoint-digest.wasm
if [ -n "$CK_NODE" ] && [ -s "$module" ]; then
    check "WebAssembly under node agrees" agrees wasm "$CK_NODE" tests/wasm/digests.mjs "$module"
else
    skip "WebAssembly under node agrees" "node, clang-14 or lld-14 is not installed"
fi
finish
