# Kernel and host as objects, the library in both kinds, the program.

function(ck_objects target)
    add_library(${target} OBJECT ${ARGN})
    target_compile_options(${target} PRIVATE ${CK_COMMON_FLAGS})
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/src)
    if(CK_NO_THREADS)
        target_compile_definitions(${target} PRIVATE CK_NO_THREADS)
    endif()
endfunction()

ck_objects(ck_kernel ${CK_KERNEL_SOURCES})
target_compile_options(ck_kernel PRIVATE ${CK_KERNEL_FLAGS})
# The daily engine is what takes time. Numbers are the same at every level (tests/digest).
if(CMAKE_C_FLAGS_RELEASE STREQUAL "-O2")
    target_compile_options(ck_kernel PRIVATE $<$<CONFIG:Release>:-O3>)
endif()
# An archive of the kernel alone, for the tests that look at its symbols.
add_library(ck_kernel_archive STATIC $<TARGET_OBJECTS:ck_kernel>)
set_target_properties(ck_kernel_archive PROPERTIES OUTPUT_NAME ck_kernel LINKER_LANGUAGE C)

ck_objects(ck_host ${CK_HOST_SOURCES})
# Style sheets and scripts of the report are long texts; the limit of 4,095 bytes is one of compilers of 1999.
target_compile_options(ck_host PRIVATE -Wno-overlength-strings)
target_compile_definitions(ck_host PRIVATE _POSIX_C_SOURCE=200809L $<$<BOOL:${CK_WITH_NETCDF}>:CK_WITH_NETCDF=1>)
target_link_libraries(ck_host PRIVATE ${CK_HOST_LIBRARIES})

set(ck_objects_in_library $<TARGET_OBJECTS:ck_kernel> $<TARGET_OBJECTS:ck_host>)
add_library(chokepoint_static STATIC ${ck_objects_in_library})
set_target_properties(chokepoint_static PROPERTIES OUTPUT_NAME chokepoint LINKER_LANGUAGE C EXPORT_NAME static)
target_include_directories(chokepoint_static INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(chokepoint_static PRIVATE ${CK_HOST_LIBRARIES})

# The shared library shows exactly the functions that the public header declares.
set(ck_exports ${CMAKE_CURRENT_BINARY_DIR}/chokepoint.map)
set(ck_public_headers include/chokepoint.h include/chokepoint_escalation.h include/chokepoint_exposure.h
    include/chokepoint_law.h include/chokepoint_network.h include/chokepoint_spread.h include/chokepoint_strategy.h include/chokepoint_wire.h)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ck_public_headers})
set(ck_header_lines)
foreach(header IN LISTS ck_public_headers)
    file(STRINGS ${header} lines REGEX "ck_[a-z0-9_]+\\(")
    list(APPEND ck_header_lines ${lines})
endforeach()
set(ck_exported_names)
foreach(line IN LISTS ck_header_lines)
    string(REGEX REPLACE "//.*" "" line "${line}")          # a comment may name a function too
    string(REGEX REPLACE "[^(]*[ *](ck_[a-z0-9_]+)\\(.*" "\\1" name "${line}")
    if(name MATCHES "^ck_[a-z0-9_]+$" AND NOT line MATCHES "static inline")
        list(APPEND ck_exported_names ${name})
    endif()
endforeach()
list(REMOVE_DUPLICATES ck_exported_names)
list(JOIN ck_exported_names ";\n        " ck_exported_names)
file(CONFIGURE OUTPUT ${ck_exports} CONTENT "{\n    global:\n        @ck_exported_names@;\n    local:\n        *;\n};\n"
     @ONLY)

add_library(chokepoint_shared SHARED ${ck_objects_in_library})
set_target_properties(chokepoint_shared PROPERTIES OUTPUT_NAME chokepoint LINKER_LANGUAGE C EXPORT_NAME shared
                      VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${ck_exports})
target_include_directories(chokepoint_shared INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(chokepoint_shared PRIVATE ${CK_HOST_LIBRARIES})
target_link_options(chokepoint_shared PRIVATE LINKER:--version-script=${ck_exports})
if(NOT CK_SANITIZE AND NOT CK_FUZZ)          # their run-time libraries come with the program
    target_link_options(chokepoint_shared PRIVATE LINKER:-z,defs)
endif()

add_executable(chokepoint ${CK_CLI_SOURCES})
target_compile_options(chokepoint PRIVATE ${CK_COMMON_FLAGS})
target_compile_definitions(chokepoint PRIVATE _POSIX_C_SOURCE=200809L $<$<BOOL:${CK_WITH_NETCDF}>:CK_WITH_NETCDF=1>)
target_include_directories(chokepoint PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src)
target_link_libraries(chokepoint PRIVATE chokepoint_static ${CK_HOST_LIBRARIES})

# The man page is made from the texts of --help.
add_custom_command(OUTPUT chokepoint.1 DEPENDS chokepoint VERBATIM
                   COMMAND sh -c "$<TARGET_FILE:chokepoint> help --man >chokepoint.1.new && mv chokepoint.1.new chokepoint.1")
add_custom_target(man ALL DEPENDS chokepoint.1)
