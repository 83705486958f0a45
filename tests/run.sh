#!/bin/sh
# All tests: release and sanitizer builds, scripts, WebAssembly, a short round of every fuzz target. The last line is
# "N passed, N failed", with ", N skipped" when there are any; the exit status is 1 when something failed.
set -u

cd "$(dirname "$0")/.." || exit 1
jobs=$(nproc 2>/dev/null || echo 2)

stop() {
    echo "$1" >&2
    mkdir -p build
    echo "0 passed, 1 failed" | tee build/tests.txt
    exit 1
}

tools/install-packages.sh needed-for-demo needed-for-tests || stop "The packages that the tests need are not there."
tools/install-packages.sh needed-for-browser-tests || echo "Without these packages the tests in a browser are skipped."
results=
for preset in release sanitize; do
    tools/build.sh $preset || stop "Preset $preset does not build."
    result=build/$preset/tests.xml
    rm -f $result
    echo "Testing build/$preset"
    # The closing count of a program stands at the end of its output: where that is long, keep the end.
    ctest --preset $preset --parallel "$jobs" --output-junit tests.xml --test-output-truncation head \
        --test-output-size-passed 65536
    [ -s $result ] || stop "Preset $preset left no results."
    results="$results $result"
done
awk -f tests/tally.awk $results >build/tests.txt
status=$?
awk '{ sub(/^[ \t]*<system-out>/, "") } /^SKIPPED |^skipped: / && !seen[$0]++' $results
cat build/tests.txt
exit $status
