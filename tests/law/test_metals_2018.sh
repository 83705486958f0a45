#!/bin/sh
# Section 232 on steel and aluminium from 2018 to 2025, country by country and day by day, and who goes on in 2025.
. tests/check.sh

cases=$CK_SCRATCH/cases
mkdir -p "$cases"
# Origin, code and whether the entry lies within the quota ("-": not said); then what is owed on which day, in per cent.
while read -r name origin hs quota expected; do
    {
        printf 'deal: %s\non: 2018-01-01\nexport_from: %s\ndestination: USA\n' "$name" "$origin"
        printf 'item: {id: metal, origin: %s, hs: %s, value: 100 USD, column_1_rate: 0 %%, us_301_list: none' "$origin" "$hs"
        [ "$quota" = - ] || printf ', us_232_in_quota: %s' "$quota"
        printf '}\nexpect:\n  use: derived\n  checks:\n'
        for check in $expected; do
            case $check in
            *=prohibited) printf '    - {on: %s, regime: us-232-2018, outcome: prohibited}\n' "${check%=*}" ;;
            *) printf '    - {on: %s, duties_rate: %s}\n' "${check%=*}" "${check#*=}" ;;
            esac
        done
    } >"$cases/$name.yaml"
done <<'END'
japan-steel        JPN 7208.10       yes 2018-03-22=0 2018-03-23=25 2022-03-31=25 2022-04-01=0
japan-over         JPN 7208.10       no  2022-04-01=25 2025-03-11=25
canada-steel       CAN 7208.10       -   2018-05-31=0 2018-06-01=25 2019-05-19=25 2019-05-20=0
canada-aluminium   CAN 7601.10       -   2018-06-01=10 2019-05-20=0 2020-08-16=10 2020-09-01=0
canada-alloyed     CAN 7601.20       -   2020-08-16=0
german-steel       DEU 7208.10       yes 2018-05-31=0 2018-06-01=25 2022-01-01=0
british-aluminium  GBR 7606.11       no  2018-06-01=10 2022-05-31=10 2022-06-01=10
turkish-steel      TUR 7208.10       -   2018-03-23=25 2018-08-13=50 2019-05-21=25
russian-aluminium  RUS 7601.10       -   2018-03-23=10 2023-03-10=200
korean-steel       KOR 7208.10       yes 2018-04-30=0 2018-05-01=0 2024-12-31=0
korean-over        KOR 7208.10       no  2018-05-01=prohibited
korean-aluminium   KOR 7601.10       -   2018-04-30=0 2018-05-01=10
australian-steel   AUS 7208.10       -   2018-03-23=0 2024-12-31=0
chinese-steel      CHN 7208.10       -   2018-03-22=0 2018-03-23=25 2024-09-26=25
chinese-castings   CHN 7616.99.51.60 -   2018-03-22=0 2018-03-23=10
indian-nails       IND 7317.00.30.00 -   2020-02-07=0 2020-02-08=25
indian-pots        IND 7323.93       -   2020-02-08=0
german-nails       DEU 7317.00.30.00 -   2020-02-08=25 2021-12-31=25 2022-01-01=0
japanese-nails     JPN 7317.00.30.00 -   2020-02-08=25 2022-03-31=25 2022-04-01=0
british-nails      GBR 7317.00.30.00 -   2020-02-08=25 2022-05-31=25 2022-06-01=0
ukrainian-nails    UKR 7317.00.30.00 -   2022-05-31=25 2022-06-01=0
german-wire        DEU 7614.10.50    -   2020-02-08=10 2022-01-01=0
british-wire       GBR 7614.10.50    -   2020-02-08=10 2022-06-01=0
japanese-wire      JPN 7614.10.50    -   2020-02-08=10 2024-12-31=10
russian-wire       RUS 7614.10.50    -   2020-02-08=10 2023-03-10=200
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
check "all were asked" [ "$(ls "$cases" | wc -l)" -eq 26 ]
printf 'deal: asked\non: 2018-06-01\nexport_from: KOR\ndestination: USA\nitem: {id: metal, origin: KOR, hs: 7208.10, value: 100 USD, column_1_rate: 0 %%}\n' >"$CK_SCRATCH/asked.yaml"
"$CK_PROGRAM" check "$CK_SCRATCH/asked.yaml" >"$CK_SCRATCH/asked.txt" 2>&1
check "without the fact the quota is asked about" grep -q 'Does the entry lie within the quota' "$CK_SCRATCH/asked.txt"
finish
