#!/bin/sh
# Section 232 on steel and aluminium from 2018 to 2025, country by country and day by day, and who goes on in 2025.
. tests/check.sh

cases=$CK_SCRATCH/cases
mkdir -p "$cases"
# metal ORIGIN HS NAME then lines "DAY RATE" or "DAY prohibited"; quota says whether the entry lies within the quota, or nothing
metal() {
    origin=$1 hs=$2 name=$3 facts=$4
    {
        printf 'deal: %s\non: 2018-01-01\nexport_from: %s\ndestination: USA\n' "$name" "$origin"
        printf 'item: {id: metal, origin: %s, hs: %s, value: 100 USD, column_1_rate: 0 %%, us_301_list: none%s}\n' "$origin" "$hs" "$facts"
        printf 'expect:\n  use: derived\n  checks:\n'
        while read -r day what; do
            case $what in
            prohibited) printf '    - {on: %s, regime: us-232-2018, outcome: prohibited}\n' "$day" ;;
            *) printf '    - {on: %s, duties_rate: %s}\n' "$day" "$what" ;;
            esac
        done
    } >"$cases/$name.yaml"
}
metal JPN 7208.10 japan-steel ', us_232_in_quota: yes' <<'END'
2018-03-22 0
2018-03-23 25
2022-03-31 25
2022-04-01 0
END
metal JPN 7208.10 japan-over ', us_232_in_quota: no' <<'END'
2022-04-01 25
2025-03-11 25
END
metal CAN 7208.10 canada-steel '' <<'END'
2018-05-31 0
2018-06-01 25
2019-05-19 25
2019-05-20 0
END
metal CAN 7601.10 canada-aluminium '' <<'END'
2018-06-01 10
2019-05-20 0
2020-08-16 10
2020-09-01 0
END
metal CAN 7601.20 canada-alloyed '' <<'END'
2020-08-16 0
END
metal DEU 7208.10 german-steel ', us_232_in_quota: yes' <<'END'
2018-05-31 0
2018-06-01 25
2022-01-01 0
END
metal GBR 7606.11 british-aluminium ', us_232_in_quota: no' <<'END'
2018-06-01 10
2022-05-31 10
2022-06-01 10
END
metal TUR 7208.10 turkish-steel '' <<'END'
2018-03-23 25
2018-08-13 50
2019-05-21 25
END
metal RUS 7601.10 russian-aluminium '' <<'END'
2018-03-23 10
2023-03-10 200
END
metal KOR 7208.10 korean-steel ', us_232_in_quota: yes' <<'END'
2018-04-30 0
2018-05-01 0
2024-12-31 0
END
metal KOR 7208.10 korean-over ', us_232_in_quota: no' <<'END'
2018-05-01 prohibited
END
metal KOR 7601.10 korean-aluminium '' <<'END'
2018-04-30 0
2018-05-01 10
END
metal AUS 7208.10 australian-steel '' <<'END'
2018-03-23 0
2024-12-31 0
END
metal CHN 7208.10 chinese-steel '' <<'END'
2018-03-22 0
2018-03-23 25
2024-09-26 25
END
metal IND 7317.00.30.00 indian-nails '' <<'END'
2020-02-07 0
2020-02-08 25
END
metal IND 7323.93 indian-pots '' <<'END'
2020-02-08 0
END
# in March 2025 the duty on the value of the metal takes over, for everybody
cat >"$cases/australia-2025.yaml" <<'END'
deal: australia-2025
on: 2025-03-11
export_from: AUS
destination: USA
item: {id: metal, origin: AUS, hs: 7208.10, value: 100 USD, column_1_rate: 0 %, us_232: steel, steel_value: 100 USD}
expect:
  use: derived
  checks:
    - {on: 2025-03-11, duties_rate: 0}
    - {on: 2025-03-12, duty: us-232/steel, duty_amount: 25}
    - {on: 2025-06-04, duty: us-232/steel, duty_amount: 50}
END

"$CK_PROGRAM" conformance "$cases" >"$CK_SCRATCH/out" 2>&1
check "all cases of the metals agree" [ $? -eq 0 ]
check "none of them differs" sh -c "! grep -E '^DIFFERS' '$CK_SCRATCH/out'"
check "all were asked" [ "$(ls "$cases" | wc -l)" -eq 17 ]
printf 'deal: asked\non: 2018-06-01\nexport_from: KOR\ndestination: USA\nitem: {id: metal, origin: KOR, hs: 7208.10, value: 100 USD, column_1_rate: 0 %%}\n' >"$CK_SCRATCH/asked.yaml"
"$CK_PROGRAM" check "$CK_SCRATCH/asked.yaml" >"$CK_SCRATCH/asked.txt" 2>&1
check "without the fact the quota is asked about" grep -q 'Does the entry lie within the quota' "$CK_SCRATCH/asked.txt"
finish
