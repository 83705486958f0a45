#!/bin/sh
# Builds the WebAssembly modules into $CK_BUILD/wasm; the tests that run them under node wait for this one.
. tests/check.sh

modules_build() {
    rm -f "$CK_BUILD"/wasm/*.wasm
    cmake --preset wasm -B "$CK_BUILD/wasm" && cmake --build "$CK_BUILD/wasm" &&
        [ -s "$CK_BUILD/wasm/chokepoint.wasm" ] && [ -s "$CK_BUILD/wasm/chokepoint-digest.wasm" ]
}

for tool in clang-14 wasm-ld-14; do
    if ! command -v $tool >/dev/null 2>&1; then
        echo "skipped: $tool is not installed"
        exit 77
    fi
done
check "the WebAssembly modules build without a libc" modules_build
finish
