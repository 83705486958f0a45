# Adds up the "N passed, N failed" lines of the test programs in logs of ctest. A program that broke off, exceeded its time
# or failed without saying so counts as one failure; one that passed without a count as one test.
/^[0-9]+\/[0-9]+ Testing: /       { name = $3; counted = p = f = s = 0; next }
/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ {
    p = $1; f = $3; s = $5 + 0; counted = 1
    next
}
/^Test (Passed|Failed|Skipped|Timeout)/ || /^Unable to find executable|^Test not available/ {
    if (name == "") next
    if ($0 ~ /^Test Passed/)       { if (!counted) p = 1 }
    else if ($0 ~ /^Test Skipped/) { if (!counted) s = 1 }
    else if (f == 0)               { f = 1 }
    passed += p; failed += f; skipped += s; name = ""
}
END {
    if (passed + failed == 0) failed = 1
    printf "%d passed, %d failed", passed, failed
    if (skipped) printf ", %d skipped", skipped
    printf "\n"
    exit failed > 0
}
