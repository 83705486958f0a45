#!/bin/sh
# All tests: release and sanitizer builds, scripts, WebAssembly. The last line is "N passed, N failed", with
# ", N skipped" when there are any; the exit status is 1 when something failed.
set -u

cd "$(dirname "$0")/.."
jobs=$(nproc 2>/dev/null || echo 2)

stop() {
    echo "$1" >&2
    echo "0 passed, 1 failed"
    exit 1
}

tools/install-packages.sh needed-for-demo needed-for-tests || stop "The packages that the tests need are not there."
logs=
for preset in release sanitize; do
    tools/build.sh $preset || stop "Preset $preset does not build."
    echo "Testing build/$preset"
    mkdir -p build/$preset/Testing/Temporary
    log=build/$preset/Testing/Temporary/LastTest.log
    rm -f $log
    ctest --preset $preset --parallel "$jobs" || true
    [ -f $log ] || stop "Preset $preset left no test log."
    logs="$logs $log"
done
exec awk -f tests/tally.awk $logs
