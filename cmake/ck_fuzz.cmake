# fuzz/fuzz_NAME.c defines LLVMFuzzerTestOneInput. Seeds: fuzz/corpus/NAME/; words: fuzz/NAME.dict.

file(GLOB ck_fuzz_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_*.c)
add_custom_target(fuzz)
foreach(file IN LISTS ck_fuzz_files)
    cmake_path(GET file STEM name)
    add_executable(${name} EXCLUDE_FROM_ALL ${file})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/fuzz)
    target_compile_options(${name} PRIVATE ${CK_COMMON_FLAGS})
    target_compile_definitions(${name} PRIVATE _POSIX_C_SOURCE=200809L)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/src
                               ${CMAKE_CURRENT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE $<TARGET_NAME_IF_EXISTS:ck_fixtures> chokepoint_static ${CK_HOST_LIBRARIES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz ${name})
endforeach()
