# An input-output table of two regions and two sectors, and elasticities for it, for the tests of the long run. To be sourced after check.sh.
# small_table FOLDER Z F: the rows of inputs and of final use.
small_table() {
    mkdir -p "$1"
    printf 'index,country,industry\n0,A,goods\n1,A,services\n2,B,goods\n3,B,services\n' >"$1/sectors.csv"
    printf 'index,country,use,use_name\n0,A,f,final\n1,B,f,final\n' >"$1/final_columns.csv"
    printf 'index,code,iso3,name\n0,A,A,A\n1,B,B,B\n' >"$1/countries.csv"
    printf 'index,code,name,isic\n0,goods,goods,1\n1,services,services,2\n' >"$1/industries.csv"
    printf '%b' "$2" >"$1/wiot_2011_Z.csv"
    printf '%b' "$3" >"$1/wiot_2011_F.csv"
    gzip -nf "$1/wiot_2011_Z.csv" "$1/wiot_2011_F.csv"
    cat >"$CK_SCRATCH/e.csv" <<'END'
sector,elasticity,low,high,source,year,grade,note
goods,4,3,6,own,2024,assumed,
services,8,6,9,own,2024,assumed,
END
}
