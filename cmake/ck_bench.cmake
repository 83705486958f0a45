# bench/bench_NAME.c is a program that measures one thing and says so; `make bench` runs them one after the other.

file(GLOB ck_bench_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bench/bench_*.c)
add_custom_target(bench)
foreach(file IN LISTS ck_bench_files)
    if(CK_SANITIZE OR CK_FUZZ)
        break()
    endif()
    cmake_path(GET file STEM name)
    add_executable(${name} EXCLUDE_FROM_ALL ${file})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/bench)
    target_compile_options(${name} PRIVATE ${CK_COMMON_FLAGS})
    target_compile_definitions(${name} PRIVATE _POSIX_C_SOURCE=200809L)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/src
                               ${CMAKE_CURRENT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE $<TARGET_NAME_IF_EXISTS:ck_fixtures> chokepoint_static ${CK_HOST_LIBRARIES})
    add_dependencies(bench ${name})
endforeach()
