/* The date reader: whatever is accepted is written back as it came. */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_date date = {77};
    const ck_status status = ck_date_read((const char *)data, size, &date);
    if (status < 0) {
        if (date.day != 77) __builtin_trap();
        return 0;
    }
    char text[16];
    ck_date_write(date, text);
    if (size != 10 || cki_compare(text, data, 10) != 0) __builtin_trap();
    return 0;
}
