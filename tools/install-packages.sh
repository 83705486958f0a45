#!/bin/sh
# Install the Debian packages of the named sections of packages.txt that are missing. Says nothing when none is.
#
#     tools/install-packages.sh [--list] SECTION...
#
# --list   only print what is missing
set -eu

project=$(cd "$(dirname "$0")/.." && pwd)
list_only=no
if [ "${1:-}" = --list ]; then
    list_only=yes
    shift
fi
if [ $# -eq 0 ]; then
    echo "usage: tools/install-packages.sh [--list] SECTION..." >&2
    exit 2
fi

packages_of() {
    awk -v wanted="[$1]" '
        /^[ \t]*(#|$)/ { next }
        /^\[/          { inside = ($1 == wanted); found = found || inside; next }
        inside         { print $1 }
        END            { exit !found }' "$project/packages.txt" || {
        echo "packages.txt has no section [$1]" >&2
        exit 2
    }
}

wanted=$(for section in "$@"; do packages_of "$section"; done)

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    cat >&2 <<END
note: this is not a Debian system, so nothing is installed here. The build needs the equivalents of these packages:
$(echo "$wanted" | tr '\n' ' ' | fold -s -w 100 | sed 's/^/    /')
END
    exit 0
fi

# Satisfied by the package itself or by one that provides it under another name.
installed=$(dpkg-query -W -f '${db:Status-Abbrev}|${Package}|${Provides}\n' | awk -F'|' '
    $1 ~ /^.i/ { print $2; n = split($3, more, ", *"); for (i = 1; i <= n; i++) { sub(/ .*/, "", more[i]); print more[i] } }')
missing=$(echo "$wanted" | while read -r package; do
    # A node, npm or Chromium from elsewhere serves as well as Debian's; Debian's npm does not go with another node.
    case $package in
        nodejs) command -v node >/dev/null 2>&1 && continue ;;
        npm | chromium) command -v "$package" >/dev/null 2>&1 && continue ;;
    esac
    echo "$installed" | grep -qxF -e "$package" || echo "$package"
done)
if [ -z "$missing" ]; then exit 0; fi
if [ $list_only = yes ]; then
    echo "$missing"
    exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "error: these packages are missing and sudo is not there to install them. As root, run:" >&2
        echo "    apt-get install" $missing >&2
        exit 1
    fi
    as_root=sudo
fi

echo "Installing" $(echo "$missing" | wc -l) "Debian packages:" $missing
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=500 -o Dpkg::Use-Pty=0 "$@" \
        </dev/null >"$log" 2>&1
}
# The lists of packages may be absent or old: refresh them once, and only when they are needed.
if ! apt install -y --no-install-recommends $missing; then
    if ! apt update || ! apt install -y --no-install-recommends $missing; then
        echo "error: apt-get could not install them:" >&2
        cat "$log" >&2
        exit 1
    fi
fi
