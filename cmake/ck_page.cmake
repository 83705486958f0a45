# The page that the program carries: kernel as WebAssembly, script and style sheet in one piece each.

find_program(CK_ESBUILD esbuild)
find_program(CK_CLANG clang-14)
find_program(CK_WASM_LINKER NAMES wasm-ld-14 wasm-ld)
if(CK_ESBUILD AND CK_CLANG AND CK_WASM_LINKER)
    set(ck_page_found ON)
else()
    set(ck_page_found OFF)
endif()
option(CK_WITH_PAGE "Carry the interactive page" ${ck_page_found})
if(NOT CK_WITH_PAGE)
    message(STATUS "Off: the interactive page (tools/install-packages.sh needed-for-page, then -DCK_WITH_PAGE=ON)")
    return()
endif()
if(NOT ck_page_found)
    message(FATAL_ERROR "CK_WITH_PAGE is on but esbuild, clang-14 or lld-14 is missing. "
            "On Debian: tools/install-packages.sh needed-for-page")
endif()

set(ck_page ${CMAKE_CURRENT_BINARY_DIR}/page)
set(ck_web ${CMAKE_CURRENT_SOURCE_DIR}/web)
file(GLOB ck_page_scripts CONFIGURE_DEPENDS ${ck_web}/page/*.js)
file(GLOB ck_page_headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/include/*.h ${CMAKE_CURRENT_SOURCE_DIR}/src/*/*.h)

file(GLOB ck_page_modules CONFIGURE_DEPENDS ${ck_web}/*.c ${ck_web}/pack/*.[ch] ${ck_web}/views/*.[ch] ${ck_web}/views/include/*.h)
add_custom_command(OUTPUT ${ck_page}/chokepoint-page.wasm ${ck_page}/chokepoint-views.wasm ${ck_page}/unpack.wasm VERBATIM
    DEPENDS ${CK_KERNEL_SOURCES} ${CK_HOST_SOURCES} ${ck_page_headers} ${ck_page_modules} cmake/ck_wasm.cmake cmake/ck_flags.cmake
    COMMAND ${CMAKE_COMMAND} --preset wasm -B ${ck_page}/wasm --log-level=ERROR
    COMMAND ${CMAKE_COMMAND} --build ${ck_page}/wasm --target chokepoint-page chokepoint-views unpack
    COMMAND ${CMAKE_COMMAND} -E copy ${ck_page}/wasm/chokepoint-page.wasm ${ck_page}/wasm/chokepoint-views.wasm ${ck_page}/wasm/unpack.wasm
            ${ck_page}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} COMMENT "Kernel for the page")
file(MAKE_DIRECTORY ${ck_page})
# start.js is fetched as it is; the other scripts and the modules are packed (web/pack), and it unpacks them.
foreach(triple start=page.js=iife main=main.js=esm worker=worker.js=iife views_worker=views.js=iife)
    string(REPLACE "=" ";" triple ${triple})
    list(GET triple 0 from)
    list(GET triple 1 to)
    list(GET triple 2 format)
    add_custom_command(OUTPUT ${ck_page}/${to} VERBATIM DEPENDS ${ck_page_scripts}
        COMMAND ${CK_ESBUILD} ${ck_web}/page/${from}.js --bundle --minify --format=${format} --target=es2022 --charset=utf8
                --legal-comments=none --log-level=warning --outfile=${ck_page}/${to})
endforeach()
add_executable(pack tools/page/pack.c web/pack/model.c web/pack/walk.c)
target_compile_options(pack PRIVATE ${CK_COMMON_FLAGS})
# What a line of packs is made of, in the order in which the page asks for them.
function(ck_page_line kind)
    set(pairs)
    set(packs)
    set(files)
    foreach(pair ${ARGN})
        string(REPLACE "=" ";" pair ${pair})
        list(GET pair 0 from)
        list(GET pair 1 to)
        list(APPEND files ${ck_page}/${from})
        list(APPEND packs ${ck_page}/${to}.${kind})
        list(APPEND pairs ${ck_page}/${from}=${ck_page}/${to}.${kind})
    endforeach()
    add_custom_command(OUTPUT ${packs} VERBATIM DEPENDS ${files} pack COMMAND pack ${pairs} COMMENT "Packs of the page: ${kind}")
endfunction()
ck_page_line(script main.js=page worker.js=worker views.js=views)
ck_page_line(module chokepoint-page.wasm=page chokepoint-views.wasm=views)
add_custom_command(OUTPUT ${ck_page}/style.css VERBATIM DEPENDS ${ck_web}/page/style.css
    COMMAND ${CK_ESBUILD} ${ck_web}/page/style.css --minify --charset=utf8 --log-level=warning --outfile=${ck_page}/style.css)
add_custom_command(OUTPUT ${ck_page}/index.html VERBATIM DEPENDS ${ck_web}/page/index.html
    COMMAND ${CMAKE_COMMAND} -E copy ${ck_web}/page/index.html ${ck_page}/index.html)
set(ck_page_parts page.js unpack.wasm page.script worker.script views.script page.module views.module style.css index.html)
list(TRANSFORM ck_page_parts PREPEND ${ck_page}/)
add_custom_target(page_files DEPENDS ${ck_page_parts})
set(ck_page_examples ${CMAKE_CURRENT_SOURCE_DIR}/examples/deals)
set_source_files_properties(src/page/files.c PROPERTIES OBJECT_DEPENDS "${ck_page_parts}"
    COMPILE_DEFINITIONS "CK_PAGE_FOLDER=\"${ck_page}\";CK_PAGE_EXAMPLES=\"${ck_page_examples}\"")
