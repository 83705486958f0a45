# Libraries of the host. All come from the system; packages.txt names the Debian packages.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
set(CK_HOST_LIBRARIES Threads::Threads m)
set(CK_HOST_PC_REQUIRES)
set(CK_HOST_LINK_NAMES csv)

# name of the .pc file, Debian package
foreach(pair jansson=libjansson-dev yaml-0.1=libyaml-dev libzip=libzip-dev xlsxwriter=libxlsxwriter-dev
        zlib=zlib1g-dev sqlite3=libsqlite3-dev expat=libexpat1-dev libmd=libmd-dev
        libmicrohttpd=libmicrohttpd-dev)
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 name)
    list(GET pair 1 package)
    pkg_check_modules(${name} QUIET IMPORTED_TARGET ${name})
    if(NOT ${name}_FOUND)
        message(FATAL_ERROR "Library ${name} is missing. On Debian: apt-get install ${package} "
                "(or tools/install-packages.sh, which installs everything in packages.txt)")
    endif()
    list(APPEND CK_HOST_LIBRARIES PkgConfig::${name})
    list(APPEND CK_HOST_PC_REQUIRES ${name})
    list(APPEND CK_HOST_LINK_NAMES ${${name}_LIBRARIES})
endforeach()

# libcsv has no .pc file.
find_path(CK_CSV_INCLUDE csv.h)
find_library(CK_CSV_LIBRARY csv)
if(NOT CK_CSV_INCLUDE OR NOT CK_CSV_LIBRARY)
    message(FATAL_ERROR "Library libcsv is missing. On Debian: apt-get install libcsv-dev")
endif()
list(APPEND CK_HOST_LIBRARIES ${CK_CSV_LIBRARY})

pkg_check_modules(netcdf QUIET IMPORTED_TARGET netcdf)
option(CK_WITH_NETCDF "Write NetCDF output" ${netcdf_FOUND})
if(CK_WITH_NETCDF)
    if(NOT netcdf_FOUND)
        message(FATAL_ERROR "CK_WITH_NETCDF is on but NetCDF is missing. On Debian: apt-get install libnetcdf-dev")
    endif()
    list(APPEND CK_HOST_LIBRARIES PkgConfig::netcdf)
    list(APPEND CK_HOST_PC_REQUIRES netcdf)
    list(APPEND CK_HOST_LINK_NAMES netcdf)
else()
    message(STATUS "Off: NetCDF output (apt-get install libnetcdf-dev, then -DCK_WITH_NETCDF=ON)")
endif()
