#!/bin/sh
# `make install` gives a program that runs and a library that others can build against: shared and static, by pkg-config
# and as a CMake package, also under a prefix chosen at install time.
. tests/check.sh

prefix=$CK_SCRATCH/prefix
libdir=$prefix/$(awk -F= '/^CMAKE_INSTALL_LIBDIR:/ { print $2 }' "$CK_BUILD/CMakeCache.txt")
export PKG_CONFIG_PATH="$libdir/pkgconfig"

installs() {
    rm -rf "$prefix"
    cmake --install "$CK_BUILD" --prefix "$prefix" || return 1
    for file in bin/chokepoint include/chokepoint.h share/man/man1/chokepoint.1 share/doc/chokepoint/LICENSE \
        share/chokepoint/worlds share/chokepoint/scenarios; do
        [ -s "$prefix/$file" ] || { echo "no $file"; return 1; }
    done
    for file in libchokepoint.so libchokepoint.a pkgconfig/chokepoint.pc cmake/chokepoint/chokepoint-config.cmake; do
        [ -s "$libdir/$file" ] || { echo "no $libdir/$file"; return 1; }
    done
}
staged_under_destdir() {
    rm -rf "$CK_SCRATCH/stage"
    DESTDIR=$CK_SCRATCH/stage cmake --install "$CK_BUILD" --prefix /usr/local && [ -x "$CK_SCRATCH/stage/usr/local/bin/chokepoint" ]
}
installed_program_runs() {
    (cd / && env -i PATH=/usr/bin:/bin "$prefix/bin/chokepoint" --version) >"$CK_SCRATCH/version" || return 1
    grep -q "$(sed -n 's/^#define CK_VERSION "\(.*\)"/\1/p' include/chokepoint.h)" "$CK_SCRATCH/version"
}

cat >"$CK_SCRATCH/user.c" <<'END'
#include <chokepoint.h>
#include <stdio.h>
int main(void) {
    ck_date date = ck_date_make(2025, 10, 9);
    char    text[16];
    ck_date_write(date, text);
    printf("%s %s %.17g\n", CK_VERSION, text, ck_exp(ck_log(2.0)));
    return ck_status_word(CK_OK)[0] == 'o' ? 0 : 1;
}
END
shared_by_pkg_config() {
    "$CC" -std=c17 -Wall -Wextra -Wpedantic -Werror "$CK_SCRATCH/user.c" -o "$CK_SCRATCH/user-shared" \
        $(pkg-config --cflags --libs chokepoint) || return 1
    readelf -d "$CK_SCRATCH/user-shared" | grep -q 'NEEDED.*libchokepoint.so' && LD_LIBRARY_PATH=$libdir "$CK_SCRATCH/user-shared"
}
static_by_pkg_config() {
    "$CC" -std=c17 "$CK_SCRATCH/user.c" -o "$CK_SCRATCH/user-static" $(pkg-config --cflags chokepoint) \
        $(pkg-config --static --libs chokepoint | sed 's/-lchokepoint/-l:libchokepoint.a/') || return 1
    ! readelf -d "$CK_SCRATCH/user-static" | grep -q 'NEEDED.*libchokepoint' && "$CK_SCRATCH/user-static"
}
cmake_package() {
    rm -rf "$CK_SCRATCH/consumer"
    mkdir -p "$CK_SCRATCH/consumer"
    cp "$CK_SCRATCH/user.c" "$CK_SCRATCH/consumer/user.c"
    cat >"$CK_SCRATCH/consumer/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES C)
find_package(chokepoint 0.1 REQUIRED COMPONENTS static)
add_executable(with_shared user.c)
target_link_libraries(with_shared PRIVATE chokepoint::shared)
add_executable(with_static user.c)
target_link_libraries(with_static PRIVATE chokepoint::static)
END
    cmake -S "$CK_SCRATCH/consumer" -B "$CK_SCRATCH/consumer/b" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$CC" &&
        cmake --build "$CK_SCRATCH/consumer/b" && "$CK_SCRATCH/consumer/b/with_shared" && "$CK_SCRATCH/consumer/b/with_static"
}
no_build_paths_left() {
    ! grep -rlF "$CK_BUILD" "$libdir/pkgconfig" "$libdir/cmake/chokepoint" && ! strings -a "$prefix/bin/chokepoint" | grep -F "$CK_BUILD"
}
exports_what_the_header_declares() {
    sed -n 's/^ *\(ck_[a-z0-9_]*\);$/\1/p' "$CK_BUILD/chokepoint.map" | sort >"$CK_SCRATCH/declared"
    nm -D --defined-only "$libdir/libchokepoint.so" | awk '{ print $3 }' | sort >"$CK_SCRATCH/exported"
    [ "$(wc -l <"$CK_SCRATCH/declared")" -gt 80 ] && diff "$CK_SCRATCH/declared" "$CK_SCRATCH/exported"
}
header_is_c_plus_plus_too() {
    printf '#include <chokepoint.h>\nint main() { return ck_run_options_default().record_every > 0 ? 0 : 1; }\n' >"$CK_SCRATCH/user.cc"
    clang-14 -x c++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only -I"$prefix/include" "$CK_SCRATCH/user.cc"
}
man_page_is_sound() {
    page=$prefix/share/man/man1/chokepoint.1
    head -5 "$page" | grep -q '^\.TH CHOKEPOINT 1' || return 1
    for section in NAME SYNOPSIS COMMANDS "EXIT STATUS"; do
        grep -q "^\.SH $section" "$page" || { echo "no section $section"; return 1; }
    done
    for command in run world report verify; do grep -q "$command" "$page" || { echo "no $command"; return 1; }; done
}

check "everything is installed where it belongs" installs
check "an install is staged under DESTDIR" staged_under_destdir
check "the installed program runs from another folder and knows its version" installed_program_runs
check "a C program builds against the shared library by pkg-config" shared_by_pkg_config
check "a C program builds against the static library by pkg-config" static_by_pkg_config
check "the CMake package gives both libraries" cmake_package
check "no path of the build folder is left in what is installed" no_build_paths_left
check "the shared library exports what the header declares, no more and no less" exports_what_the_header_declares
check "the man page has its sections and commands" man_page_is_sound
if command -v clang-14 >/dev/null 2>&1; then
    check "the header is valid C++" header_is_c_plus_plus_too
else
    skip "the header is valid C++" "clang-14 is not installed"
fi
finish
