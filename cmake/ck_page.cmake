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

file(GLOB ck_page_modules CONFIGURE_DEPENDS ${ck_web}/*.c ${ck_web}/views/*.[ch] ${ck_web}/views/include/*.h)
add_custom_command(OUTPUT ${ck_page}/chokepoint-page.wasm ${ck_page}/chokepoint-views.wasm VERBATIM
    DEPENDS ${CK_KERNEL_SOURCES} ${CK_HOST_SOURCES} ${ck_page_headers} ${ck_page_modules} cmake/ck_wasm.cmake cmake/ck_flags.cmake
    COMMAND ${CMAKE_COMMAND} --preset wasm -B ${ck_page}/wasm --log-level=ERROR
    COMMAND ${CMAKE_COMMAND} --build ${ck_page}/wasm --target chokepoint-page chokepoint-views
    COMMAND ${CMAKE_COMMAND} -E copy ${ck_page}/wasm/chokepoint-page.wasm ${ck_page}/wasm/chokepoint-views.wasm ${ck_page}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} COMMENT "Kernel for the page")
file(MAKE_DIRECTORY ${ck_page})
# Modules travel in parts of one kind (web/page/module.js), which takes an eighth of their gzip size away; zopfli, whose gzip is read as any
# other, takes 5 % to 8 % of the rest.
add_executable(module_parts tools/page/module_parts.c)
target_compile_options(module_parts PRIVATE ${CK_COMMON_FLAGS})
find_program(CK_ZOPFLI zopfli)
if(CK_ZOPFLI)
    set(ck_gzip ${CK_ZOPFLI} --i15)
else()
    find_program(CK_GZIP gzip REQUIRED)
    set(ck_gzip ${CK_GZIP} -9 -n -f)
endif()
foreach(module page views)
    add_custom_command(OUTPUT ${ck_page}/${module}.module.gz VERBATIM DEPENDS ${ck_page}/chokepoint-${module}.wasm module_parts
        COMMAND module_parts ${ck_page}/chokepoint-${module}.wasm ${ck_page}/${module}.module
        COMMAND ${ck_gzip} ${ck_page}/${module}.module COMMENT "Module ${module} in parts")
endforeach()
foreach(pair main=page worker=worker views_worker=views)
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 from)
    list(GET pair 1 to)
    add_custom_command(OUTPUT ${ck_page}/${to}.js VERBATIM DEPENDS ${ck_page_scripts}
        COMMAND ${CK_ESBUILD} ${ck_web}/page/${from}.js --bundle --minify --format=iife --target=es2022 --charset=utf8 --legal-comments=none
                --log-level=warning --outfile=${ck_page}/${to}.js)
endforeach()
add_custom_command(OUTPUT ${ck_page}/style.css VERBATIM DEPENDS ${ck_web}/page/style.css
    COMMAND ${CK_ESBUILD} ${ck_web}/page/style.css --minify --charset=utf8 --log-level=warning --outfile=${ck_page}/style.css)
add_custom_command(OUTPUT ${ck_page}/index.html VERBATIM DEPENDS ${ck_web}/page/index.html
    COMMAND ${CMAKE_COMMAND} -E copy ${ck_web}/page/index.html ${ck_page}/index.html)
set(ck_page_parts ${ck_page}/page.module.gz ${ck_page}/views.module.gz ${ck_page}/page.js ${ck_page}/worker.js ${ck_page}/views.js ${ck_page}/style.css ${ck_page}/index.html)
add_custom_target(page_files DEPENDS ${ck_page_parts})
set(ck_page_examples ${CMAKE_CURRENT_SOURCE_DIR}/examples/deals)
set_source_files_properties(src/page/files.c PROPERTIES OBJECT_DEPENDS "${ck_page_parts}"
    COMPILE_DEFINITIONS "CK_PAGE_FOLDER=\"${ck_page}\";CK_PAGE_EXAMPLES=\"${ck_page_examples}\"")
