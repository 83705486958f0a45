#!/bin/sh
# The program as a person meets it: help, exit statuses, results in every shape, and a report that verifies.
. tests/check.sh

out=$CK_SCRATCH/out
scenario=scenarios/april-2025.yaml
rm -rf "$out"

prints() {     # prints TEXT COMMAND...: exit status 0 and TEXT on standard output
    text=$1
    shift
    "$@" >"$CK_SCRATCH/stdout" 2>"$CK_SCRATCH/stderr" && grep -q -- "$text" "$CK_SCRATCH/stdout"
}
refuses() {    # refuses TEXT COMMAND...: exit status 2, TEXT on standard error, nothing on standard output
    text=$1
    shift
    "$@" >"$CK_SCRATCH/stdout" 2>"$CK_SCRATCH/stderr"
    status=$?
    cat "$CK_SCRATCH/stderr"
    [ $status -eq 2 ] && grep -q -- "$text" "$CK_SCRATCH/stderr" && [ ! -s "$CK_SCRATCH/stdout" ]
}
every_command_has_help() {
    for command in run world verify backtest help; do
        prints "usage: chokepoint $command" "$CK_PROGRAM" $command --help || return 1
    done
}
man_page_is_well_formed() {
    "$CK_PROGRAM" help --man >"$CK_SCRATCH/chokepoint.1" && grep -q '^\.TH CHOKEPOINT' "$CK_SCRATCH/chokepoint.1" &&
        ! grep -q '^\.[a-z][a-z]*-' "$CK_SCRATCH/chokepoint.1"
}
run_leaves_all_files() {
    "$CK_PROGRAM" run $scenario --draws 3 --out "$out" --report "$CK_SCRATCH/report.html" >"$CK_SCRATCH/stdout" || return 1
    for file in manifest.json summary.csv flows.csv sites.csv measures.csv remedies.csv price_outside.csv columns.csv results.xlsx; do
        [ -s "$out/$file" ] || { echo "no $file"; return 1; }
    done
    [ -z "$(find "$out" -name '*.tmp*' -o -name '.*' -type f)" ]
}
answer_is_short() {
    lines=$(wc -l <"$CK_SCRATCH/stdout")
    [ "$lines" -ge 8 ] && [ "$lines" -le 22 ]
}
report_stands_alone() {
    grep -q '<title>' "$CK_SCRATCH/report.html" && ! grep -Eq '(src|href)="(https?:)?//[^"]*\.(js|css|png|woff)' "$CK_SCRATCH/report.html" &&
        ! grep -q '<script src' "$CK_SCRATCH/report.html" && ! grep -Eq '(>|[ (])(nan|-nan|inf)([ <%)]|$)' "$CK_SCRATCH/report.html"
}
report_verifies() { prints "every digit is the same" "$CK_PROGRAM" verify "$CK_SCRATCH/report.html"; }
changed_report_does_not_verify() {
    sed 's/"study_digest": "[0-9a-f]\{4\}/"study_digest": "0000/' "$CK_SCRATCH/report.html" >"$CK_SCRATCH/changed.html"
    "$CK_PROGRAM" verify "$CK_SCRATCH/changed.html" >"$CK_SCRATCH/stdout"
    [ $? -eq 1 ] && grep -q 'NOT verified' "$CK_SCRATCH/stdout"
}
json_digest() { "$CK_PROGRAM" run $scenario --draws 4 --json "$@" | sed -n 's/^  "digest": "\([0-9a-f]\{16\}\)".*/\1/p'; }
digest_is_the_same_on_any_number_of_threads() {
    one=$(json_digest --threads 1) && two=$(json_digest --threads 2) && three=$(json_digest --threads 3)
    echo "$one $two $three"
    [ ${#one} -eq 16 ] && [ "$one" = "$two" ] && [ "$two" = "$three" ]
}
seed_changes_the_digest() { [ "$(json_digest --seed 1)" != "$(json_digest --seed 2)" ]; }
quiet_in_a_pipe() {
    "$CK_PROGRAM" run $scenario --draws 2 --alone --no-remedies >"$CK_SCRATCH/stdout" 2>"$CK_SCRATCH/stderr" && [ ! -s "$CK_SCRATCH/stderr" ]
}
xarray_opens_the_netcdf() {
    /usr/bin/python3 - "$out/results.nc" <<'PY'
import sys
import xarray
data = xarray.open_dataset(sys.argv[1])
assert "date" in data.dims or "date" in data.coords, data
assert all("units" in data[name].attrs or data[name].dtype.kind in "OSUM" for name in data.data_vars), data
PY
}
chart_series_have_units() { head -1 "$out/price_outside.csv" | grep -q 'price_1\|price' && grep -q '^price_outside,' "$out/columns.csv"; }

tutorial_runs() {
    awk '/^```yaml/ { inside = 1; next } /^```/ { inside = 0 } inside' docs/tutorial.md | sed "s|worlds/rare-earths|$PWD/worlds/rare-earths|" >"$CK_SCRATCH/my-scenario.yaml"
    "$CK_PROGRAM" run "$CK_SCRATCH/my-scenario.yaml" --draws 1 --no-remedies >"$CK_SCRATCH/stdout" && grep -q 'reviewed twice as fast' "$CK_SCRATCH/stdout"
}
readme_scenario_runs() {
    awk '/^```yaml/ { inside = 1; next } /^```/ { inside = 0 } inside' README.md | sed "s|worlds/rare-earths|$PWD/worlds/rare-earths|; s|scenarios/measures|$PWD/scenarios/measures|" >"$CK_SCRATCH/my-question.yaml"
    "$CK_PROGRAM" run "$CK_SCRATCH/my-question.yaml" --draws 0 --no-remedies >"$CK_SCRATCH/stdout"
}

# Whole studies many times over are for the optimised build; under sanitizers one of each kind is enough.
check_in_release() {
    case ${CK_SANITIZE:-} in
        ''|OFF|0) check "$@" ;;
        *) skip "$1" "run in the release build" ;;
    esac
}

check "the program prints its commands" prints "commands:" "$CK_PROGRAM" --help
check "every command has help" every_command_has_help
check "the man page is well formed" man_page_is_well_formed
check "the version is printed" prints "^chokepoint [0-9]" "$CK_PROGRAM" --version
check "no command is a usage error" refuses "commands:" "$CK_PROGRAM"
check "an unknown command is refused" refuses 'no command "rum"' "$CK_PROGRAM" rum
check "a mistyped option is refused with the nearest one" refuses 'did you mean "--draws"' "$CK_PROGRAM" run $scenario --drows 3
check "an option without its value is refused" refuses 'needs a value' "$CK_PROGRAM" run $scenario --draws
check "an option given twice is refused" refuses 'given twice' "$CK_PROGRAM" run $scenario --draws 1 --draws 2
check "a number that is none is refused" refuses 'must be a whole number' "$CK_PROGRAM" run $scenario --draws many
check "a scenario that does not exist is refused" refuses 'input-output' "$CK_PROGRAM" run scenarios/no-such.yaml
check "a run leaves manifest, CSV, XLSX and the report" run_leaves_all_files
check "the answer has about fifteen lines" answer_is_short
check "the report needs nothing from outside and shows no NaN" report_stands_alone
check_in_release "the report verifies to the last digit" report_verifies
check_in_release "a changed report does not verify and exits with 1" changed_report_does_not_verify
check "a file that is no report is refused" refuses 'not a report' "$CK_PROGRAM" verify README.md
check_in_release "the digest is the same on any number of threads" digest_is_the_same_on_any_number_of_threads
check_in_release "another seed gives another digest" seed_changes_the_digest
check_in_release "the scenario of the tutorial runs as written" tutorial_runs
check_in_release "the scenario of the README runs as written" readme_scenario_runs
check "a run into a pipe is quiet" quiet_in_a_pipe
check "columns of series have names and units" chart_series_have_units
if [ -s "$out/results.nc" ] && /usr/bin/python3 -c 'import xarray, netCDF4' 2>/dev/null; then
    check "xarray opens the NetCDF file and finds units" xarray_opens_the_netcdf
else
    skip "xarray opens the NetCDF file" "no NetCDF in this build, or python3-xarray is absent"
fi
finish
