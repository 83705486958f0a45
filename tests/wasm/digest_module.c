/* The digest cases as a WebAssembly module: block() gives room, run() fills it, low(i) and high(i) read a digest as two
   halves, so that the caller needs no 64-bit integers. */
#include "digest/digest_run.h"

#define CK_WEB(name) __attribute__((export_name(#name)))

extern unsigned char __heap_base;                            // set by the linker: first free byte

static uint64_t value[CK_DIGEST_COUNT];

CK_WEB(run) int32_t run(void) {
    const uintptr_t at = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
    const size_t    have = __builtin_wasm_memory_size(0);
    const size_t    need = (size_t)(((uint64_t)at + CK_DIGEST_BYTES + 65535) / 65536);
    if (need > have && __builtin_wasm_memory_grow(0, need - have) == SIZE_MAX) return CK_E_MEMORY;
    return ck_digest_cases((void *)at, CK_DIGEST_BYTES, 1, value, NULL);
}

CK_WEB(count) uint32_t count(void) {
    return CK_DIGEST_COUNT;
}

CK_WEB(low) uint32_t low(uint32_t i) {
    return i < CK_DIGEST_COUNT ? (uint32_t)value[i] : 0;
}

CK_WEB(high) uint32_t high(uint32_t i) {
    return i < CK_DIGEST_COUNT ? (uint32_t)(value[i] >> 32) : 0;
}
