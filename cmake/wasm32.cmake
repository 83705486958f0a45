# Toolchain for WebAssembly with Debian's clang, lld and compiler-rt: no Emscripten, no libc, so that a slip into libc
# is an error of the linker. Compiling and linking are separate commands: the compiler's own link step would run
# wasm-opt where it happens to be installed, and the file would depend on that.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang-14)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

find_program(CK_WASM_LD NAMES wasm-ld-14 wasm-ld REQUIRED)
find_program(CMAKE_AR NAMES llvm-ar-14 llvm-ar REQUIRED)
find_program(CMAKE_RANLIB NAMES llvm-ranlib-14 llvm-ranlib REQUIRED)
# 128-bit products come from here.
execute_process(COMMAND clang-14 --target=wasm32-wasi -print-libgcc-file-name OUTPUT_VARIABLE CK_WASM_RUNTIME
                OUTPUT_STRIP_TRAILING_WHITESPACE)
# The stack stands first, so that an overflow traps and does not write over constants.
set(CMAKE_C_LINK_EXECUTABLE
    "${CK_WASM_LD} --no-entry --stack-first -z stack-size=1048576 --strip-all <OBJECTS> <LINK_LIBRARIES> ${CK_WASM_RUNTIME} -o <TARGET>")
set(CMAKE_EXECUTABLE_SUFFIX_C ".wasm")
