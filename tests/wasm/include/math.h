/* Fixtures are shared with the native tests and include hosted headers. For the WebAssembly modules these stand-ins
   declare what fixtures use and define nothing: the linker drops the functions that call them, and a call that is
   reached would be an error of the linker. */
#ifndef CK_TEST_WASM_MATH_H
#define CK_TEST_WASM_MATH_H

#define NAN      (__builtin_nanf(""))
#define INFINITY (__builtin_inff())

#endif
