# The kernel for WebAssembly: chokepoint.wasm with a boundary of two calls, chokepoint-page.wasm and chokepoint-views.wasm
# for the page, unpack.wasm, which opens them, and
# chokepoint-digest.wasm, which tests/digest runs under node.

if(NOT EXISTS "${CK_WASM_RUNTIME}")
    message(FATAL_ERROR "The WebAssembly run-time library of clang is missing (${CK_WASM_RUNTIME}). "
            "On Debian: apt-get install libclang-rt-14-dev-wasm32")
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

function(ck_wasm_objects target)
    add_library(${target} OBJECT ${ARGN})
    # Unrolled loops are long to load and win nothing there: the registers hold one number.
    target_compile_options(${target} PRIVATE ${CK_COMMON_FLAGS} ${CK_KERNEL_FLAGS} -nostdlibinc -fno-unroll-loops
                           -msign-ext -mbulk-memory -mnontrapping-fptoint)
    target_compile_definitions(${target} PRIVATE CK_NO_THREADS)
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/src
                               ${CMAKE_CURRENT_SOURCE_DIR}/tests)
endfunction()

# The page's modules are fetched: binaryen takes 5 % of their gzip size away. Numbers are the same without it. Functions that it would put into
# their only caller stay alone: stages of a day that are joined are a tenth slower.
find_program(CK_WASM_OPT wasm-opt)
function(ck_wasm_smaller target)
    if(CK_WASM_OPT)
        # The lowest kilobyte is the far end of the stack, where nothing lies.
        add_custom_command(TARGET ${target} POST_BUILD VERBATIM
            COMMAND ${CK_WASM_OPT} --mvp-features --enable-simd --enable-sign-ext --enable-bulk-memory --enable-nontrapping-float-to-int
                    -Oz --converge --low-memory-unused --one-caller-inline-max-function-size=0 $<TARGET_FILE:${target}> -o $<TARGET_FILE:${target}>)
    endif()
endfunction()

# What runs each day of a run is made fast, with loops that work on two numbers at once; all else is made small, and so that it packs well:
# calls stay calls, loads and counters stay where the source has them. Numbers are the same.
set(ck_days base/math base/powers)
foreach(name account books build cases demand licence one_input permit restricted routes price produce receive reorder ship sight substitute use)
    list(APPEND ck_days flow/${name})
endforeach()
list(TRANSFORM ck_days REPLACE "(.+)" "${CMAKE_CURRENT_SOURCE_DIR}/src/\\1.c")
ck_glob(ck_games strategy)
set(ck_rest ${CK_KERNEL_SOURCES})
list(REMOVE_ITEM ck_rest ${ck_days} ${ck_games})
set(ck_plain "SHELL:-mllvm -disable-lsr" "SHELL:-mllvm -enable-load-pre=false" "SHELL:-mllvm -replexitval=never"
    "SHELL:-mllvm -simplifycfg-sink-common=false" "SHELL:-mllvm -phi-node-folding-threshold=0")
set(ck_smallest -Oz "SHELL:-mllvm -inline-threshold=-50" ${ck_plain})
ck_wasm_objects(ck_days ${ck_days})
target_compile_options(ck_days PRIVATE -msimd128 -Wno-pass-failed "SHELL:-mllvm -inline-threshold=0" ${ck_plain})
# Solving a game takes seconds, with more calls half as many again.
ck_wasm_objects(ck_games ${ck_games})
target_compile_options(ck_games PRIVATE -Oz "SHELL:-mllvm -disable-lsr")
# What is asked of every run, and copies of it.
set(ck_asked ${CMAKE_CURRENT_SOURCE_DIR}/src/base/digest.c ${CMAKE_CURRENT_SOURCE_DIR}/src/flow/results.c
    ${CMAKE_CURRENT_SOURCE_DIR}/src/flow/snapshot.c)
list(REMOVE_ITEM ck_rest ${ck_asked})
ck_wasm_objects(ck_asked ${ck_asked})
target_compile_options(ck_asked PRIVATE -Oz ${ck_plain})
ck_wasm_objects(ck_rest ${ck_rest})
target_compile_options(ck_rest PRIVATE ${ck_smallest})
ck_wasm_objects(ck_memory web/mem.c)
set(ck_kernel $<TARGET_OBJECTS:ck_days> $<TARGET_OBJECTS:ck_asked> $<TARGET_OBJECTS:ck_rest> $<TARGET_OBJECTS:ck_games> $<TARGET_OBJECTS:ck_memory>)
ck_wasm_objects(ck_web web/ck_web.c)
add_executable(chokepoint ${ck_kernel} $<TARGET_OBJECTS:ck_web>)
set_target_properties(chokepoint PROPERTIES LINKER_LANGUAGE C)

# The page's module. Unused code of the kernel (the long run, games) is left out by the linker.
ck_wasm_objects(ck_engine web/engine.c)
target_compile_options(ck_engine PRIVATE ${ck_smallest})
add_executable(chokepoint-page ${ck_kernel} $<TARGET_OBJECTS:ck_engine>)
set_target_properties(chokepoint-page PROPERTIES LINKER_LANGUAGE C)
ck_wasm_smaller(chokepoint-page)

# The views of the page that ask law and game: the kernel, and of the host what reads deals, makes determinations and takes
# turns, over stand-ins for the libraries.
set(ck_views_host)
foreach(name io/calendars io/csv io/deal_parts io/deal_read io/deal_table io/diags io/host io/json_write io/kept_law io/play_parts io/play_read
        io/yaml check/check check/determination check/flip check/trace study/play_turns)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/src/${name}.c)
    list(APPEND ck_views_host ${found})
endforeach()
file(GLOB ck_views_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/web/views/*.c)
ck_wasm_objects(ck_views ${ck_views_host} ${ck_views_files})
target_compile_options(ck_views PRIVATE ${ck_smallest} -isystem ${CMAKE_CURRENT_SOURCE_DIR}/web/views/include)
target_include_directories(ck_views PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/web/views)
add_executable(chokepoint-views ${ck_kernel} $<TARGET_OBJECTS:ck_views>)
set_target_properties(chokepoint-views PROPERTIES LINKER_LANGUAGE C)
ck_wasm_smaller(chokepoint-views)

# What opens the packs of the page: the model, which tells every bit, and the walk.
ck_wasm_objects(ck_model web/pack/model.c)
target_compile_options(ck_model PRIVATE -O1 -msimd128)
ck_wasm_objects(ck_unpack web/pack/walk.c web/pack/unpack.c)
target_compile_options(ck_unpack PRIVATE ${ck_smallest} -msimd128)
add_executable(unpack $<TARGET_OBJECTS:ck_model> $<TARGET_OBJECTS:ck_unpack> $<TARGET_OBJECTS:ck_memory>)
set_target_properties(unpack PROPERTIES LINKER_LANGUAGE C)
ck_wasm_smaller(unpack)

ck_wasm_objects(ck_digest tests/fixtures/small_world.c tests/digest/digest_run.c tests/digest/digest_law.c tests/wasm/digest_module.c)
target_compile_options(ck_digest PRIVATE -isystem ${CMAKE_CURRENT_SOURCE_DIR}/tests/wasm/include)
add_executable(chokepoint-digest ${ck_kernel} $<TARGET_OBJECTS:ck_digest>)
set_target_properties(chokepoint-digest PROPERTIES LINKER_LANGUAGE C)
