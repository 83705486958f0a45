#!/bin/sh
# Configure (when needed) and build one preset, quietly: what went well is one line, what went wrong is shown in full.
#
#     tools/build.sh PRESET [TARGET...]
set -eu

preset=$1
shift
cd "$(dirname "$0")/.."
mkdir -p "build/$preset"
log=build/$preset/build.log

if [ ! -f "build/$preset/build.ninja" ]; then
    echo "Configuring build/$preset"
    cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
fi
echo "Building build/$preset"
if [ $# -gt 0 ]; then set -- --target "$@"; fi
cmake --build --preset "$preset" "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
