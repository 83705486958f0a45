/* The unpacker as a module without imports: room for a pack, then room for its file, then the file. */
#include "pack.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static _Alignas(64) pack_line the_line; /* as lines of the cache are, for its cells */
static uint8_t   the_pack[PACK_LONGEST], the_file[PACK_LONGEST];

uint8_t *EXPORT(ck_pack_room)(void);
uint8_t *EXPORT(ck_pack_file)(void);
uint32_t EXPORT(ck_pack_open)(uint32_t size);

uint8_t *ck_pack_room(void) {
    return the_pack;
}

uint8_t *ck_pack_file(void) {
    return the_file;
}

/* Bytes of the file in a pack of `size` bytes; 0: the pack is damaged. */
uint32_t ck_pack_open(uint32_t size) {
    if (the_line.count == 0) pack_model_start(&the_line.model);
    const size_t file_size = pack_size(&the_line, the_pack, size);
    return pack_file(&the_line, false, the_pack, size, the_file, file_size) == 0 ? 0 : (uint32_t)file_size;
}
