# Compiler flags. Every flag here leaves the digits of a result alone: tests/digest compares them across compilers,
# levels of optimisation and machines.

option(CK_WERROR "Treat warnings as errors" ON)
set(CK_SANITIZE "" CACHE STRING "Sanitizers, joined by commas (address,undefined,float-cast-overflow)")
option(CK_FUZZ "Build the libFuzzer targets (clang)" OFF)
option(CK_WASM "Build the WebAssembly modules instead of the native program" OFF)
option(CK_NO_THREADS "Run ensembles on the caller's thread alone" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()

set(CK_NUMBER_FLAGS -ffp-contract=off -fno-math-errno -fno-trapping-math)
set(CK_WARNING_FLAGS -Wall -Wextra -Wpedantic)
if(CK_WERROR)
    list(APPEND CK_WARNING_FLAGS -Werror)
endif()
# Some systems switch the stack protector on by default; its handler lives in libc, which the kernel does not know.
set(CK_KERNEL_FLAGS -ffreestanding -fno-stack-protector)
set(CK_COMMON_FLAGS ${CK_NUMBER_FLAGS} ${CK_WARNING_FLAGS})
if(NOT CK_WASM)
    list(APPEND CK_COMMON_FLAGS -fno-semantic-interposition)
endif()

if(CK_SANITIZE)
    set(ck_sanitize_flags -fsanitize=${CK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    add_compile_options(${ck_sanitize_flags})
    add_link_options(${ck_sanitize_flags})
endif()
if(CK_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "The fuzz targets need clang; use: cmake --preset fuzz")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
    add_link_options(-fsanitize=fuzzer-no-link)
endif()

# x87 arithmetic keeps extra digits and -ffast-math drops some: neither gives the digits that everyone else gets.
include(CheckCSourceCompiles)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
unset(CK_ARITHMETIC_IS_EXACT CACHE)
set(CMAKE_REQUIRED_QUIET ON)
check_c_source_compiles("
#if __FLT_EVAL_METHOD__ != 0 || defined(__FAST_MATH__) || __DBL_MANT_DIG__ != 53
#error
#endif
typedef int ck_translation_unit_is_not_empty;
" CK_ARITHMETIC_IS_EXACT)
unset(CMAKE_TRY_COMPILE_TARGET_TYPE)
if(NOT CK_ARITHMETIC_IS_EXACT)
    message(FATAL_ERROR "This compiler setting does not compute in IEEE double precision (i386 without SSE, or "
            "-ffast-math): results would differ from those of every other machine. "
            "On i386 add -msse2 -mfpmath=sse to CMAKE_C_FLAGS; elsewhere remove -ffast-math.")
endif()
