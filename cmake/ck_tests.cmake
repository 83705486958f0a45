# Tests: tests/FOLDER/test_NAME.c is a program; .sh, .py and .mjs are scripts. Each is known to ctest as FOLDER.NAME.
# All start in the project's folder, exit with 0, or with 77 when they were skipped (the reason is printed), and end
# with the line "N passed, N failed" that tests/run.sh adds up.
#
# In the environment: CK_BUILD (build folder), CK_PROGRAM (the program), CK_SCRATCH (a folder of the test's own).

find_program(CK_NODE NAMES node nodejs)
set(ck_scratch ${CMAKE_CURRENT_BINARY_DIR}/scratch)

add_library(ck_fixtures STATIC ${CK_FIXTURE_SOURCES})
target_compile_options(ck_fixtures PRIVATE ${CK_COMMON_FLAGS})
target_include_directories(ck_fixtures PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR}/include
                           ${CMAKE_CURRENT_SOURCE_DIR}/src)
target_link_libraries(ck_fixtures PUBLIC chokepoint_static)

list(JOIN CK_NUMBER_FLAGS " " ck_number_flags)
list(JOIN CK_KERNEL_FLAGS " " ck_kernel_flags)
list(JOIN CK_KERNEL_FOLDERS " " ck_kernel_folders)
set(ck_environment
    CK_BUILD=${CMAKE_CURRENT_BINARY_DIR} CK_PROGRAM=${CMAKE_CURRENT_BINARY_DIR}/chokepoint CC=${CMAKE_C_COMPILER}
    CK_NODE=$<$<BOOL:${CK_NODE}>:${CK_NODE}> CK_SANITIZE=${CK_SANITIZE} "CK_NUMBER_FLAGS=${ck_number_flags}"
    "CK_KERNEL_FLAGS=${ck_kernel_flags}" "CK_KERNEL_FOLDERS=${ck_kernel_folders}" UBSAN_OPTIONS=print_stacktrace=1
    ASAN_OPTIONS=strict_string_checks=1:detect_stack_use_after_return=1)

function(ck_add_test name timeout)
    file(MAKE_DIRECTORY ${ck_scratch}/${name})
    add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${timeout}
                         ENVIRONMENT "${ck_environment};CK_SCRATCH=${ck_scratch}/${name}")
endfunction()

file(GLOB ck_test_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*/test_*.c
     ${CMAKE_CURRENT_SOURCE_DIR}/tests/*/test_*.sh ${CMAKE_CURRENT_SOURCE_DIR}/tests/*/test_*.py
     ${CMAKE_CURRENT_SOURCE_DIR}/tests/*/test_*.mjs)
foreach(file IN LISTS ck_test_files)
    cmake_path(GET file PARENT_PATH folder)
    cmake_path(GET folder FILENAME folder)
    cmake_path(GET file STEM stem)
    cmake_path(GET file EXTENSION extension)
    string(REGEX REPLACE "^test_" "" stem ${stem})
    set(name ${folder}.${stem})
    # What is built, shipped and compared does not depend on the sanitizers: once is enough. Games are played on dozens of runs of
    # the shipped world, for which a sanitizer needs many minutes; their parts have tests of their own.
    if((CK_SANITIZE OR CK_FUZZ) AND name MATCHES "^((build|digest|wasm|page)[.]|cli[.]play)")
        continue()
    endif()
    if(extension STREQUAL ".c")
        add_executable(test_${folder}_${stem} ${file})
        set_target_properties(test_${folder}_${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/tests)
        target_compile_options(test_${folder}_${stem} PRIVATE ${CK_COMMON_FLAGS})
        target_compile_definitions(test_${folder}_${stem} PRIVATE _POSIX_C_SOURCE=200809L
            CK_TEST_SOURCE="${CMAKE_CURRENT_SOURCE_DIR}" CK_TEST_SCRATCH="${ck_scratch}/${name}"
            $<$<BOOL:${CK_WITH_NETCDF}>:CK_WITH_NETCDF=1>)
        target_include_directories(test_${folder}_${stem} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/tests
            ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/src)
        target_link_libraries(test_${folder}_${stem} PRIVATE ck_fixtures chokepoint_static
                              ${CK_HOST_LIBRARIES})
        ck_add_test(${name} 600 test_${folder}_${stem})
    elseif(extension STREQUAL ".sh")
        ck_add_test(${name} 1800 /bin/sh ${file})
    elseif(extension STREQUAL ".py")
        ck_add_test(${name} 900 /usr/bin/python3 ${file})
    else()
        if(CK_NODE)
            ck_add_test(${name} 900 ${CK_NODE} ${file})
        else()
            message(STATUS "Off: test ${name} (apt-get install nodejs)")
        endif()
    endif()
endforeach()

# The WebAssembly modules are built once, by the first test that needs them.
if(TEST wasm.module)
    ck_add_test(wasm.build 900 /bin/sh ${CMAKE_CURRENT_SOURCE_DIR}/tests/wasm/build.sh)
    set_tests_properties(wasm.build PROPERTIES FIXTURES_SETUP wasm)
    set_tests_properties(wasm.module digest.matrix PROPERTIES FIXTURES_REQUIRED wasm)
    add_executable(native_answer tests/wasm/native_answer.c)
    set_target_properties(native_answer PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/tests)
    target_compile_options(native_answer PRIVATE ${CK_COMMON_FLAGS})
    target_include_directories(native_answer PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/tests)
    target_link_libraries(native_answer PRIVATE ck_fixtures chokepoint_static ${CK_HOST_LIBRARIES})
endif()
