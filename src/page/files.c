#include "page/files.h"

#include <string.h>

#ifdef CK_PAGE_FOLDER
/* The bytes of a file as they are, with their first and last address. */
#define CARRY(name, path) CARRY_FROM(name, CK_PAGE_FOLDER "/" path)
#define CARRY_FROM(name, path)                                                                                         \
    __asm__(".pushsection .rodata\n"                                                                                   \
            ".balign 16\n"                                                                                             \
            "ck_page_" #name ":\n"                                                                                     \
            ".incbin \"" path "\"\n"                                                                                     \
            "ck_page_" #name "_end:\n"                                                                                 \
            ".byte 0\n"                                                                                                \
            ".popsection\n");                                                                                          \
    extern const unsigned char ck_page_##name[] __attribute__((visibility("hidden")));                                 \
    extern const unsigned char ck_page_##name##_end[] __attribute__((visibility("hidden")));

CARRY(start, "page.js")
CARRY(unpacker, "unpack.wasm")
CARRY(script, "page.script")
CARRY(worker, "worker.script")
CARRY(views_worker, "views.script")
CARRY(kernel, "page.module")
CARRY(views, "views.module")
CARRY(style, "style.css")
CARRY(frame, "index.html")
CARRY_FROM(magnet, CK_PAGE_EXAMPLES "/magnet.yaml")
CARRY_FROM(motor, CK_PAGE_EXAMPLES "/motor.yaml")
CARRY_FROM(customer, CK_PAGE_EXAMPLES "/customer.yaml")
CARRY_FROM(lines, CK_PAGE_EXAMPLES "/lines.csv")

#define CARRIED(file, type, name) {file, type, ck_page_##name, (size_t)(ck_page_##name##_end - ck_page_##name)}

const ck_page_file *ck_page_files(void) {
    static ck_page_file file[14];
    const ck_page_file carried[] = {
        CARRIED("page.js", "text/javascript; charset=utf-8", start),
        CARRIED("unpack.wasm", "application/wasm", unpacker),
        CARRIED("page.script", "application/octet-stream", script),
        CARRIED("worker.script", "application/octet-stream", worker),
        CARRIED("views.script", "application/octet-stream", views_worker),
        CARRIED("page.module", "application/octet-stream", kernel),
        CARRIED("views.module", "application/octet-stream", views),
        CARRIED("style.css", "text/css; charset=utf-8", style),
        CARRIED("index.html", "text/html; charset=utf-8", frame),
        CARRIED("data/magnet.yaml", "text/yaml; charset=utf-8", magnet),
        CARRIED("data/motor.yaml", "text/yaml; charset=utf-8", motor),
        CARRIED("data/customer.yaml", "text/yaml; charset=utf-8", customer),
        CARRIED("data/lines.csv", "text/csv; charset=utf-8", lines),
    };
    _Static_assert(sizeof carried < sizeof file, "the list ends with an empty entry");
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
