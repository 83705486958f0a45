#!/bin/sh
# Names of Chinese lists and notices of 2025 and 2026 in the shipped law, with the days on which they begin and pause.
. tests/check.sh

cases=$CK_SCRATCH/cases
mkdir -p "$cases"

# case NAME DAY EXPORT_FROM DESTINATION MORE CHECKS
case_of() {
    cat >"$cases/$1.yaml" <<YAML
deal: $1
on: $2
export_from: $3
destination: $4
$5
expect: {use: accept, checks: [$6]}
YAML
}
magnet='item: {origin: CHN, form: magnet, family: smco, content: {Sm: present}}'
gallium='item: {origin: CHN, form: metal, content: {Ga: 99.99 %}}'
importer() { printf 'parties: [{name: "%s", country: %s, roles: [importer, end_user]}]' "$1" "$2"; }

case_of lockheed-before 2025-01-01 CHN USA "$gallium
$(importer 'Lockheed Martin Corp.' USA)" '{regime: cn-control-list-regime, not_outcome: prohibited}'
case_of lockheed 2025-01-02 CHN USA "$gallium
$(importer 'Lockheed Martin Corp.' USA)" '{regime: cn-control-list-regime, outcome: prohibited, rule: exporters}, {regime: cn-unreliable-entities, outcome: prohibited, rule: trade-by-name}'
case_of hensoldt-by-way-of-japan 2026-04-24 JPN DEU "$magnet
$(importer 'HENSOLDT AG' DEU)" '{regime: cn-control-list-regime, outcome: prohibited, rule: anyone-anywhere}'
case_of a-name-like-it 2026-04-24 CHN DEU "$magnet
$(importer 'Hensolt AG' DEU)" '{regime: cn-control-list-regime, outcome: indeterminate}'
case_of leidos 2025-03-04 CHN USA "$gallium
$(importer 'Leidos Inc' USA)" '{regime: cn-2025-designations, outcome: prohibited, rule: march-by-name}'
case_of leidos-after 2025-11-10 CHN USA "$gallium
$(importer 'Leidos Inc' USA)" '{regime: cn-2025-designations, not_outcome: prohibited}'
case_of novotech-the-day-before 2025-04-09 CHN USA "$gallium
$(importer 'Novotech' USA)" '{regime: cn-2025-designations, not_outcome: prohibited}'
case_of tdk 2026-02-24 CHN JPN "$magnet
$(importer 'TDK Corp.' JPN)" '{regime: cn-watch-list-regime, outcome: "licence, case by case", rule: individual-licence}'
case_of raytheon-2023 2023-02-16 CHN USA "item: {origin: CHN, form: finished-good}
$(importer 'Raytheon Missiles & Defense' USA)" '{regime: cn-unreliable-entities, outcome: prohibited, rule: trade-by-name}'
case_of drones 2026-08-05 CHN USA "end_use: drone
$magnet" '{regime: cn-2026-34, outcome: "licence, case by case", rule: one-by-one}'
case_of drones-elsewhere 2026-08-05 CHN JPN "end_use: drone
$magnet" '{regime: cn-2026-34, outcome: not caught}'
case_of refinery 2026-05-02 SGP CHN "item: {origin: SGP, form: finished-good}
$(importer 'Hengli Petrochemical' CHN)" '{regime: cn-2026-21, outcome: subject, rule: do-not-comply}'
case_of magnet-technology 2026-06-01 CHN USA 'item: {origin: CHN, form: technology, technologies: [{origin: CHN, field: magnet-making, public: no}]}' \
    '{regime: cn-technology-catalogue, outcome: prohibited, rule: rare-earths}'
case_of published-technology 2026-06-01 CHN USA 'item: {origin: CHN, form: technology, technologies: [{origin: CHN, field: magnet-making, public: yes}], technologies_complete: yes}' \
    '{regime: cn-technology-catalogue, outcome: not caught}'

"$CK_PROGRAM" conformance "$cases" >"$CK_SCRATCH/out" 2>&1
check "all cases of lists and notices agree" [ $? -eq 0 ]
check "none of them differs or cannot be read" sh -c "! grep -E '^(DIFFERS|UNREAD)' '$CK_SCRATCH/out'"
check "all were asked" [ "$(ls "$cases" | wc -l)" -eq 14 ]

status_of() { "$CK_PROGRAM" law status --on "$1" | awk -v r="$2" '$1 == r { print $2 }'; }
check "No. 26 begins on 1 July 2026" [ "$(status_of 2026-06-30 cn-2026-26)" = published ]
check "and is in force then" [ "$(status_of 2026-07-01 cn-2026-26)" = operative ]
check "No. 40 is said to be in force, without a rule" [ "$(status_of 2026-09-22 cn-2026-40)" = operative ]
finish
