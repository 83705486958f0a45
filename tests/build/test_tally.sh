#!/bin/sh
# The closing line of `make test` counts what happened, also when programs break off, hang or say one thing and exit
# with another.
. tests/check.sh

cat >"$CK_SCRATCH/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(tally LANGUAGES NONE)
enable_testing()
add_test(NAME pass COMMAND sh -c "echo 3 passed, 0 failed")
add_test(NAME fail COMMAND sh -c "echo 3 passed, 2 failed && exit 1")
add_test(NAME liar COMMAND sh -c "echo 4 passed, 0 failed && exit 1")
add_test(NAME broke COMMAND sh -c "kill -SEGV $$")
add_test(NAME skip COMMAND sh -c "exit 77")
add_test(NAME slow COMMAND sleep 20)
add_test(NAME quiet COMMAND true)
add_test(NAME long COMMAND sh -c "seq 50000 && echo 7 passed, 0 failed, 2 skipped")
add_test(NAME absent COMMAND no-such-program)
set_tests_properties(skip PROPERTIES SKIP_RETURN_CODE 77)
set_tests_properties(slow PROPERTIES TIMEOUT 1)
END

tally_counts_everything() {
    cmake -S "$CK_SCRATCH" -B "$CK_SCRATCH/b" >/dev/null || return 1
    ctest --test-dir "$CK_SCRATCH/b" --output-junit tests.xml --test-output-truncation head >/dev/null 2>&1
    awk -f tests/tally.awk "$CK_SCRATCH/b/tests.xml" >"$CK_SCRATCH/line" && return 1
    cat "$CK_SCRATCH/line"
    # 3 + 3 + 4 + 1 + 7 passed; 2 + liar + broke + slow + absent failed; skip + 2 skipped
    [ "$(cat "$CK_SCRATCH/line")" = "18 passed, 6 failed, 3 skipped" ]
}
nothing_run_is_a_failure() {
    echo '<testsuite></testsuite>' >"$CK_SCRATCH/empty.xml"
    ! awk -f tests/tally.awk "$CK_SCRATCH/empty.xml" >"$CK_SCRATCH/line" && [ "$(cat "$CK_SCRATCH/line")" = "0 passed, 1 failed" ]
}
all_passed_exits_with_zero() {
    printf '<testcase name="a" status="run">\n<system-out>5 passed, 0 failed\n</system-out>\n</testcase>\n' >"$CK_SCRATCH/good.xml"
    [ "$(awk -f tests/tally.awk "$CK_SCRATCH/good.xml")" = "5 passed, 0 failed" ] && awk -f tests/tally.awk "$CK_SCRATCH/good.xml"
}

check "passes, failures, skips, crashes, time-outs and missing programs are counted" tally_counts_everything
check "no test at all counts as a failure" nothing_run_is_a_failure
check "the exit status is 0 when all passed" all_passed_exits_with_zero
finish
