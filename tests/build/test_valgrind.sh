#!/bin/sh
# The test programs under valgrind: reads of memory that nothing wrote (which the sanitizers do not see) and leaks.
. tests/check.sh

if ! command -v valgrind >/dev/null 2>&1; then
    echo "skipped: valgrind is not installed"
    exit 77
fi
# Millions of points of pure arithmetic, with no memory to get wrong: half an hour under valgrind for nothing.
arithmetic="base_math base_distribution base_random base_special"

clean() {
    program=$1
    shift
    timeout 900 valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        --child-silent-after-fork=yes "$program" "$@" >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
    status=$?
    if [ $status -eq 99 ] || [ $status -ge 124 ] || grep -q '^==' "$CK_SCRATCH/err"; then
        echo "status $status"
        grep '^==' "$CK_SCRATCH/err"
        return 1
    fi
}

for program in "$CK_BUILD"/tests/test_*; do
    name=${program##*/test_}
    case " $arithmetic " in *" $name "*) continue ;; esac
    check "valgrind finds nothing in the tests $name" clean "$program"
done
check "valgrind finds nothing in chokepoint --version" clean "$CK_PROGRAM" --version
finish
