# Adds up the "N passed, N failed" lines of the test programs in JUnit files of ctest. A program that broke off, exceeded
# its time or failed without saying so counts as one failure; one that passed without a count as one test.
/<testcase /                       { status = $0; sub(/.* status="/, "", status); sub(/".*/, "", status)
                                     p = f = s = counted = excused = 0 }
/<skipped message="SKIP_RETURN_CODE/ { excused = 1 }
{ sub(/^[ \t]*<system-out>/, "") }
/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { p = $1; f = $3; s = $5 + 0; counted = 1 }
/<\/testcase>/ {
    if (status == "run")           { if (!counted) p = 1 }
    else if (excused)              { if (!counted) s = 1 }
    else if (f == 0)               { f = 1 }
    passed += p; failed += f; skipped += s
}
END {
    if (passed + failed == 0) failed = 1
    printf "%d passed, %d failed", passed, failed
    if (skipped) printf ", %d skipped", skipped
    printf "\n"
    exit failed > 0
}
