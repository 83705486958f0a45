/* Text without libc: lengths, comparisons, hashing, lists in one text, distance between words. */
#include "base.h"

size_t cki_text_length(const char *text) {
    if (text == NULL) return 0;
    size_t length = 0;
    while (text[length] != '\0') length++;
    return length;
}

bool cki_text_equal(const char *a, const char *b) {
    return cki_text_compare(a, b) == 0;
}

bool cki_text_equal_part(const char *whole, const char *part, size_t length) {
    const char *text = whole != NULL ? whole : "";
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\0' || text[i] != part[i]) return false;
    }
    return text[length] == '\0';
}

bool cki_text_starts(const char *text, const char *prefix) {
    const char *whole = text != NULL ? text : "";
    for (size_t i = 0; prefix[i] != '\0'; i++) {
        if (whole[i] != prefix[i]) return false;
    }
    return true;
}

int cki_text_compare(const char *a, const char *b) {
    const unsigned char *left = (const unsigned char *)(a != NULL ? a : "");
    const unsigned char *right = (const unsigned char *)(b != NULL ? b : "");
    while (*left != 0 && *left == *right) {
        left++;
        right++;
    }
    return (int)*left - (int)*right;
}

/* FNV-1a over the bytes, then the splitmix64 finaliser so that low bits are good for a table. */
uint64_t cki_text_hash(const char *text, size_t length) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

bool cki_text_next_part(const char *list, char separator, size_t *at, const char **part, size_t *length) {
    if (list == NULL || list[0] == '\0') return false;
    if (*at > 0 && list[*at - 1] == '\0') return false;              // the part before ended with the list
    size_t end = *at;
    while (list[end] != '\0' && list[end] != separator) end++;
    *part = list + *at;
    *length = end - *at;
    *at = end + 1;
    return true;
}

/* Rows of the alignment table are kept only in a band around the diagonal: a cell further than `limit` away from it
   cannot be on a path of cost <= limit. Cell (i, j) is stored at j - i + limit. */
#define BAND (2 * CKI_DISTANCE_LIMIT + 1)

uint32_t cki_text_distance(const char *a, const char *b, uint32_t limit) {
    if (limit > CKI_DISTANCE_LIMIT) limit = CKI_DISTANCE_LIMIT;
    const size_t a_length = cki_text_length(a), b_length = cki_text_length(b);
    const uint32_t above = limit + 1, width = 2 * limit + 1;
    if ((a_length > b_length ? a_length - b_length : b_length - a_length) > limit) return above;

    uint32_t row[3][BAND];
    for (uint32_t k = 0; k < width; k++) row[0][k] = row[1][k] = k >= limit ? ck_min_u32(k - limit, above) : above;
    uint32_t *now = row[0], *before = row[1], *older = row[2];
    for (uint32_t k = 0; k < width; k++) older[k] = above;

    for (size_t i = 1; i <= a_length; i++) {
        uint32_t *turn = older;
        older = before;
        before = now;
        now = turn;
        uint32_t smallest = above;
        for (uint32_t k = 0; k < width; k++) {
            now[k] = above;
            if (i + k < limit || i + k - limit > b_length) continue;
            const size_t j = i + k - limit;
            if (j == 0) {
                now[k] = ck_min_u32((uint32_t)i, above);             // i <= limit here
            } else {
                const bool same = a[i - 1] == b[j - 1];
                uint32_t best = before[k] + (same ? 0 : 1);
                if (k + 1 < width) best = ck_min_u32(best, before[k + 1] + 1);
                if (k > 0) best = ck_min_u32(best, now[k - 1] + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                    best = ck_min_u32(best, older[k] + 1);           // swapped neighbours
                }
                now[k] = ck_min_u32(best, above);
            }
            smallest = ck_min_u32(smallest, now[k]);
        }
        if (smallest > limit) {
            uint32_t previous = above;                               // a swap may still jump over this row
            for (uint32_t k = 0; k < width; k++) previous = ck_min_u32(previous, before[k]);
            if (previous > limit) return above;
        }
    }
    return ck_min_u32(now[b_length + limit - a_length], above);
}
