# Which folder belongs to which layer. Imports run downwards in this order (tests/build/test_imports.sh).

set(CK_KERNEL_FOLDERS base law world flow wire spread exposure trade strategy ensemble)
set(CK_HOST_FOLDERS io study report check page serve)

function(ck_glob out)
    set(found)
    foreach(folder IN LISTS ARGN)
        file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/src/${folder}/*.c)
        list(APPEND found ${sources})
    endforeach()
    set(${out} ${found} PARENT_SCOPE)
endfunction()

ck_glob(CK_KERNEL_SOURCES ${CK_KERNEL_FOLDERS})
ck_glob(CK_HOST_SOURCES ${CK_HOST_FOLDERS})
ck_glob(CK_CLI_SOURCES cli)
file(GLOB CK_FIXTURE_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/fixtures/*.c)
