# For test scripts: . tests/check.sh, then one `check "sentence that is true" command...` a test, and `finish` at the end.
# The output of a failing command is shown; the last line is "N passed, N failed".

passed=0
failed=0
skipped=0
check_log=${CK_SCRATCH:?set by ctest: run ctest -R NAME}/check.log

check() {
    sentence=$1
    shift
    if ("$@") >"$check_log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED  $sentence"
        sed 's/^/    /' "$check_log" | tail -40
    fi
}

skip() {
    skipped=$((skipped + 1))
    echo "SKIPPED $1: $2"
}

finish() {
    if [ $skipped -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ $failed -eq 0 ]
    exit
}
