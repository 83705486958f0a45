#!/bin/sh
# Imports run downwards, the kernel includes freestanding headers only, and files stay under 800 lines.
. tests/check.sh

# Folder and height: a file may include its own folder and lower ones. Folders of equal height do not know each other.
heights="base=0 law=1 world=1 flow=2 wire=3 spread=3 exposure=4 trade=4 strategy=5 ensemble=6
         io=10 study=11 report=12 check=13 page=13 serve=14 cli=15"

# Prints every include that breaks a rule; fails when there is one.
imports() {
    find "$1" -name '*.[ch]' | sort | xargs awk -v heights="$heights" '
        BEGIN {
            n = split(heights, pair, /[ \n]+/)
            for (i = 1; i <= n; i++) { split(pair[i], h, "="); height[h[1]] = h[2] }
            n = split("float.h iso646.h limits.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdnoreturn.h", f, " ")
            for (i = 1; i <= n; i++) freestanding[f[i]]
        }
        function complain(why) { printf "%s:%d: %s: %s\n", FILENAME, FNR, $0, why; bad = 1 }
        FNR == 1 { n = split(FILENAME, part, "/"); folder = part[n - 1] }
        /^[ \t]*#[ \t]*include[ \t]*</ {
            name = $0; sub(/^[^<]*</, "", name); sub(/>.*/, "", name)
            if (!(folder in height)) complain("folder without a place in the order of imports")
            else if (height[folder] < 10 && !(name in freestanding) &&
                     !(folder == "ensemble" && (name == "threads.h" || name == "pthread.h")))
                complain("the kernel includes freestanding headers only")
        }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            name = $0; sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
            if (name == "chokepoint.h" || index(name, "/") == 0) next
            target = name; sub(/\/.*/, "", target)
            if (!(target in height)) complain("unknown folder")
            else if (target != folder && height[target] >= height[folder]) complain("imports run downwards")
        }
        END { exit bad }'
}
short_files() {
    find src include web tests -name '*.[ch]' | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -lt 800 ] || echo "$file has $lines lines"
    done | tee "$CK_SCRATCH/long"
    [ ! -s "$CK_SCRATCH/long" ]
}
breach_is_found() {
    rm -rf "$CK_SCRATCH/src"
    mkdir -p "$CK_SCRATCH/src/base" "$CK_SCRATCH/src/flow"
    printf '%s\n' "$2" >"$CK_SCRATCH/src/$1/breach.c"
    ! imports "$CK_SCRATCH/src"
}

check "every include of src/ points downwards and the kernel knows no host header" imports src
check "an upward import would be found" breach_is_found base '#include "flow/state.h"'
check "a host header in the kernel would be found" breach_is_found flow '#include <stdio.h>'
check "files stay under 800 lines" short_files
finish
