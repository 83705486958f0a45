#!/bin/sh
# Settings that would change the digits are refused, and presets and package lists are what the front door needs.
. tests/check.sh

refuses() {
    rm -rf "$CK_SCRATCH/refused"
    if cmake -S . -B "$CK_SCRATCH/refused" -G Ninja -DCMAKE_C_FLAGS="$1" >"$CK_SCRATCH/refused.log" 2>&1; then
        echo "configured with $1"
        return 1
    fi
    tr -s ' \n' ' ' <"$CK_SCRATCH/refused.log" | grep -q "does not compute in IEEE double precision" || {
        cat "$CK_SCRATCH/refused.log"
        return 1
    }
}
presets_are_there() {
    cmake --list-presets >"$CK_SCRATCH/presets" || return 1
    for preset in release debug sanitize fuzz wasm; do
        grep -q "\"$preset\"" "$CK_SCRATCH/presets" || { echo "no preset $preset"; return 1; }
    done
}
names_missing_library() {
    rm -rf "$CK_SCRATCH/missing"
    ! PKG_CONFIG_LIBDIR=/nonexistent cmake -S . -B "$CK_SCRATCH/missing" -G Ninja >"$CK_SCRATCH/missing.log" 2>&1 &&
        tr -s ' \n' ' ' <"$CK_SCRATCH/missing.log" | grep -q "apt-get install libjansson-dev"
}

case $(uname -m) in
x86_64) check "x87 arithmetic (i386 without SSE) is refused" refuses -mfpmath=387 ;;
*) skip "x87 arithmetic is refused" "not an x86 processor" ;;
esac
check "-ffast-math is refused" refuses -ffast-math
check "every preset of the front door exists" presets_are_there
check "a missing library is named with its Debian package" names_missing_library
finish
