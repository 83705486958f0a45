#!/bin/sh
# The kernel is pure: it needs nothing but four memory functions (and threads in src/ensemble) and keeps nothing.
. tests/check.sh

archive=$CK_BUILD/libck_kernel.a

undefined_outside() {
    nm --defined-only -g "$archive" | awk 'NF == 3 { print $3 }' | sort -u >"$CK_SCRATCH/defined"
    nm -u "$archive" | awk -v allowed="$1" '
        BEGIN { n = split("memcpy memmove memset memcmp _GLOBAL_OFFSET_TABLE_ " allowed, a); for (i = 1; i <= n; i++) ok[a[i]] }
        FILENAME == ARGV[1] && ARGV[1] != "-" { ok[$1]; next }
        /\.o:$/ { object = $0; next }
        NF == 2 && !($2 in ok) { print object, $2; bad = 1 }
        END { exit bad }' "$CK_SCRATCH/defined" -
}
kernel_needs_no_library() {
    undefined_outside "pthread_create pthread_join pthread_mutex_init pthread_mutex_lock pthread_mutex_unlock
        pthread_mutex_destroy pthread_cond_init pthread_cond_wait pthread_cond_signal pthread_cond_broadcast
        pthread_cond_destroy thrd_create thrd_join mtx_init mtx_lock mtx_unlock mtx_destroy cnd_init cnd_wait cnd_signal
        cnd_broadcast cnd_destroy"
}
threads_are_used_in_ensemble_alone() {
    # The members of an archive carry no folder: compare with the names of the files that are in src/ensemble.
    nm -u "$archive" | awk '
        /\.o:$/ { object = $0; sub(/\.c\.o:$/, "", object); next }
        $2 ~ /^(pthread_|thrd_|mtx_|cnd_)/ { print object }' | sort -u >"$CK_SCRATCH/threaded"
    while read -r name; do
        [ -e "src/ensemble/$name.c" ] || { echo "$name uses threads"; return 1; }
    done <"$CK_SCRATCH/threaded"
}
kernel_keeps_nothing() {
    size -A "$archive" | awk '
        /^[^ ]+ +:$|\.o  / { object = $1 }
        $1 ~ /^\.(data|bss|tdata|tbss)(\..*)?$/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print object, $1, $2, "bytes"; bad = 1 }
        END { exit bad }'
}
archive_is_there() { [ -s "$archive" ] && [ "$(nm "$archive" | grep -c ' T ')" -gt 20 ]; }

check "the archive of the kernel holds functions" archive_is_there
check "the kernel needs nothing but memcpy, memmove, memset, memcmp and threads" kernel_needs_no_library
check "only files of src/ensemble use threads" threads_are_used_in_ensemble_alone
check "the kernel has no writable data" kernel_keeps_nothing

# The checks themselves can fail.
cat >"$CK_SCRATCH/impure.c" <<'END'
double exp(double x);
static int calls;
double impure(double x);
double impure(double x) { calls++; return exp(x) + calls; }
END
impurity_is_found() {
    "$CC" -std=c17 -fPIC -ffreestanding -c "$CK_SCRATCH/impure.c" -o "$CK_SCRATCH/impure.o" || return 1
    rm -f "$CK_SCRATCH/impure.a"
    ar rc "$CK_SCRATCH/impure.a" "$CK_SCRATCH/impure.o" || return 1
    archive=$CK_SCRATCH/impure.a
    ! kernel_needs_no_library && ! kernel_keeps_nothing
}
check "a call of libm and a static counter would be found" impurity_is_found
finish
