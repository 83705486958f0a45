#include "page/files.h"

#include <string.h>

#ifdef CK_PAGE_FOLDER
/* The bytes of a file as they are, with their first and last address. */
#define CARRY(name, path)                                                                                              \
    __asm__(".pushsection .rodata\n"                                                                                   \
            ".balign 16\n"                                                                                             \
            "ck_page_" #name ":\n"                                                                                     \
            ".incbin \"" CK_PAGE_FOLDER "/" path "\"\n"                                                                \
            "ck_page_" #name "_end:\n"                                                                                 \
            ".byte 0\n"                                                                                                \
            ".popsection\n");                                                                                          \
    extern const unsigned char ck_page_##name[] __attribute__((visibility("hidden")));                                 \
    extern const unsigned char ck_page_##name##_end[] __attribute__((visibility("hidden")));

CARRY(script, "page.js")
CARRY(worker, "worker.js")
CARRY(style, "style.css")
CARRY(frame, "index.html")
CARRY(kernel, "chokepoint-page.wasm")

const ck_page_file *ck_page_files(void) {
    static ck_page_file file[6];
    const ck_page_file carried[] = {
        {"page.js", "text/javascript; charset=utf-8", ck_page_script, (size_t)(ck_page_script_end - ck_page_script)},
        {"worker.js", "text/javascript; charset=utf-8", ck_page_worker, (size_t)(ck_page_worker_end - ck_page_worker)},
        {"style.css", "text/css; charset=utf-8", ck_page_style, (size_t)(ck_page_style_end - ck_page_style)},
        {"index.html", "text/html; charset=utf-8", ck_page_frame, (size_t)(ck_page_frame_end - ck_page_frame)},
        {"chokepoint.wasm", "application/wasm", ck_page_kernel, (size_t)(ck_page_kernel_end - ck_page_kernel)},
    };
    memcpy(file, carried, sizeof carried);
    return file;
}
bool ck_page_built(void) { return true; }
#else
const ck_page_file *ck_page_files(void) {
    static const ck_page_file none[1];
    return none;
}
bool ck_page_built(void) { return false; }
#endif

const ck_page_file *ck_page_file_find(const char *name) {
    for (const ck_page_file *file = ck_page_files(); file->name != NULL; file++) {
        if (strcmp(file->name, name) == 0) return file;
    }
    return NULL;
}
