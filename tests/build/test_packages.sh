#!/bin/sh
# tools/install-packages.sh, with apt, dpkg and sudo replaced by stand-ins that write down how they were called.
. tests/check.sh

stand=$CK_SCRATCH/bin
calls=$CK_SCRATCH/calls

# stand_in NAME BODY
stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"$stand/$1"
    chmod +x "$stand/$1"
}
# system USER_ID INSTALLED...: a Debian with these packages
system() {
    rm -rf "$stand"
    mkdir -p "$stand"
    : >"$calls"
    for tool in sh awk grep sed tr cat wc env mktemp rm fold dirname echo; do
        ln -s "$(command -v $tool)" "$stand/$tool"
    done
    stand_in id "echo $1"
    shift
    stand_in dpkg-query "for p in $*; do echo \"ii |\$p|\"; done"
    stand_in apt-get "echo apt-get \"\$@\" >>'$calls'"
}
install_packages() {
    PATH=$stand "$stand/sh" tools/install-packages.sh "$@" >"$CK_SCRATCH/out" 2>"$CK_SCRATCH/err"
}
demo_packages=$(awk '/^\[/ { inside = ($1 == "[needed-for-demo]"); next } inside && /^[a-z]/' packages.txt)

nothing_missing_is_silent() {
    system 0 $demo_packages
    install_packages needed-for-demo && [ ! -s "$CK_SCRATCH/out" ] && [ ! -s "$CK_SCRATCH/err" ] && [ ! -s "$calls" ]
}
missing_are_installed_at_once() {
    system 0 gcc make libc6-dev
    install_packages needed-for-demo || return 1
    cat "$calls"
    [ "$(wc -l <"$calls")" -eq 1 ] && grep -q 'install .*cmake .*libyaml-dev' "$calls" && ! grep -q ' gcc ' "$calls"
}
lists_are_refreshed_when_needed() {
    system 0
    stand_in apt-get "echo apt-get \"\$@\" >>'$calls'
        case \"\$*\" in *update*) : >'$CK_SCRATCH/updated' ;; *install*) [ -e '$CK_SCRATCH/updated' ] ;; esac"
    rm -f "$CK_SCRATCH/updated"
    install_packages needed-for-demo && [ "$(grep -c update "$calls")" -eq 1 ] && [ "$(grep -c install "$calls")" -eq 2 ]
}
failure_is_reported() {
    system 0
    stand_in apt-get 'echo "E: no such package"; exit 100'
    ! install_packages needed-for-demo && grep -q "no such package" "$CK_SCRATCH/err"
}
sudo_only_when_not_root() {
    system 1000 gcc
    stand_in sudo "echo sudo >>'$calls'; exec \"\$@\""
    install_packages needed-for-demo && [ "$(grep -c sudo "$calls")" -eq 1 ] || return 1
    system 0 gcc
    stand_in sudo "echo sudo >>'$calls'; exec \"\$@\""
    install_packages needed-for-demo && ! grep -q sudo "$calls"
}
without_sudo_says_what_to_do() {
    system 1000 gcc
    ! install_packages needed-for-demo && grep -q "apt-get install .*cmake" "$CK_SCRATCH/err" && [ ! -s "$calls" ]
}
other_systems_get_a_plain_message() {
    system 0
    rm "$stand/apt-get" "$stand/dpkg-query"
    install_packages needed-for-demo && grep -q "not a Debian system" "$CK_SCRATCH/err" && grep -q libyaml-dev "$CK_SCRATCH/err"
}
unknown_section_is_an_error() {
    system 0
    ! install_packages needed-for-lunch && grep -q "needed-for-lunch" "$CK_SCRATCH/err"
}

check "when nothing is missing nothing is said and apt is not called" nothing_missing_is_silent
check "missing packages are installed in one call" missing_are_installed_at_once
check "package lists are refreshed once, only when an install fails" lists_are_refreshed_when_needed
check "what apt said is shown when it fails" failure_is_reported
check "sudo is used only when not root" sudo_only_when_not_root
check "without sudo the command to run is named" without_sudo_says_what_to_do
check "other systems get a plain message" other_systems_get_a_plain_message
check "an unknown section is an error" unknown_section_is_an_error
finish
