#!/bin/sh
# The promise of the front door, tried for real: a bare Debian 12 with gcc and make, a clean clone, `make demo` and
# `make test`. Needs root, the network and debootstrap (apt-get install debootstrap), so it is no part of `make test`.
#
#     sudo tests/build/fresh.sh [demo] [test] [install]     (default: demo test)
#
# The system is made once in FRESH (/tmp/fresh) and kept as FRESH/base; every run works on a copy of its own, which is
# removed at the end unless FRESH_KEEP=yes. FRESH_MIRROR names the Debian mirror (http://deb.debian.org/debian). The clone
# is of the committed state, not of the working tree.
set -eu

project=$(cd "$(dirname "$0")/../.." && pwd)
fresh=${FRESH:-/tmp/fresh}
mirror=${FRESH_MIRROR:-http://deb.debian.org/debian}
steps=${*:-demo test}
system=$fresh/system-$$

if [ "$(id -u)" -ne 0 ]; then echo "fresh.sh needs root (chroot and mounts)" >&2; exit 2; fi
command -v debootstrap >/dev/null || { echo "fresh.sh needs debootstrap: apt-get install debootstrap" >&2; exit 2; }

# Nothing is removed while something of the real system is still mounted in it.
clean_up() {
    for at in proc dev sys; do
        if mountpoint -q "$system/$at"; then umount "$system/$at" || umount -l "$system/$at"; fi
    done
    for at in proc dev sys; do
        if mountpoint -q "$system/$at"; then return; fi
    done
    if [ "${FRESH_KEEP:-no}" = no ]; then rm -rf --one-file-system "$system"; else echo "kept: $system"; fi
}
trap clean_up EXIT
trap 'exit 1' INT TERM

mkdir -p "$fresh"
if [ ! -e "$fresh/base/.complete" ]; then
    echo "Making a bare Debian 12 with gcc and make in $fresh/base"
    rm -rf "$fresh/base"
    debootstrap --variant=minbase --include=gcc,make,libc6-dev bookworm "$fresh/base" "$mirror" >"$fresh/debootstrap.log" 2>&1 ||
        { tail -20 "$fresh/debootstrap.log" >&2; exit 1; }
    rm -rf "$fresh/base/var/cache/apt/archives/"*.deb
    touch "$fresh/base/.complete"
fi

cp -a "$fresh/base" "$system"
cp /etc/resolv.conf "$system/etc/resolv.conf"
for file in /etc/apt/apt.conf.d/*proxy*; do
    if [ -e "$file" ]; then cp "$file" "$system/etc/apt/apt.conf.d/"; fi
done
mount -t proc proc "$system/proc" 2>/dev/null || mount --bind /proc "$system/proc"
mount --bind /dev "$system/dev"
mount --bind /sys "$system/sys"

git clone -q --no-hardlinks "$project" "$system/root/chokepoint"
inside() {
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true \
        http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
        chroot "$system" /bin/sh -c "cd /root/chokepoint && $1" </dev/null
}

failed=0
for step in $steps; do
    echo "---- make $step"
    start=$(date +%s)
    if inside "make $step"; then verdict=ok; else verdict=FAILED; failed=1; fi
    echo "---- make $step: $verdict after $(($(date +%s) - start)) s"
    case $step in
    demo)
        [ -s "$system/root/chokepoint/report.html" ] || { echo "make demo left no report.html"; failed=1; }
        ;;
    install)
        inside "chokepoint --version" || failed=1
        ;;
    esac
done
exit $failed
