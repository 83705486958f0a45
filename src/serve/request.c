#include "serve/request.h"

#include "io/host.h"

#include <string.h>
#include <strings.h>

/* ---------------------------------------------------------------- target ------------------------------------------ */

static int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool is_visible(unsigned char byte) { return byte > 0x20 && byte != 0x7f; }

/* Decodes `length` bytes to `to` and ends them; the number of bytes written, or -1. */
static ptrdiff_t decode(const char *text, size_t length, bool form, char *to) {
    size_t used = 0;
    for (size_t k = 0; k < length; k++) {
        unsigned char byte = (unsigned char)text[k];
        if (!is_visible(byte)) return -1;
        if (byte == '%') {
            const int high = k + 1 < length ? digit_of(text[k + 1]) : -1,
                      low = k + 2 < length ? digit_of(text[k + 2]) : -1;
            if (high < 0 || low < 0) return -1;
            byte = (unsigned char)(16 * high + low);
            if (byte < 0x20 || byte == 0x7f || (!form && (byte == '/' || byte == '%')))
                return -1; // nothing to decode twice
            k += 2;
        } else if (form && byte == '+') {
            byte = ' ';
        }
        to[used++] = (char)byte;
    }
    to[used] = '\0';
    return ck_host_utf8_fault(to, used) == used ? (ptrdiff_t)used : -1;
}

static bool path_is_plain(const char *path) {
    if (path[0] != '/' || strchr(path, '\\') != NULL) return false;
    if (path[1] == '\0') return true;
    for (const char *part = path + 1;; part++) {
        const size_t length = strcspn(part, "/");
        if (length == 0 || (part[0] == '.' && (length == 1 || (length == 2 && part[1] == '.')))) return false;
        part += length;
        if (*part == '\0') return true;
    }
}

static int read_query(const char *text, size_t length, char *room, ck_serve_target *target) {
    for (size_t at = 0; at < length;) {
        const char *part = text + at, *end = memchr(part, '&', length - at);
        const size_t size = end != NULL ? (size_t)(end - part) : length - at;
        const char *equals = memchr(part, '=', size);
        const size_t name = equals != NULL ? (size_t)(equals - part) : size;
        if (target->query_count == CK_SERVE_QUERY_LIMIT) return 414;
        if (name == 0) return 400;
        ck_serve_pair pair = {.name = room, .value = ""};
        ptrdiff_t used = decode(part, name, true, room);
        if (used < 0 || ck_serve_query(target, pair.name) != NULL) return 400;
        room += used + 1;
        if (equals != NULL) {
            pair.value = room;
            used = decode(equals + 1, size - name - 1, true, room);
            if (used < 0) return 400;
            room += used + 1;
        }
        target->query[target->query_count++] = pair;
        at += size + (end != NULL);
        if (end != NULL && at == length) return 400; // an ampersand with nothing behind it
    }
    return 0;
}

int ck_serve_target_read(const char *text, size_t length, char *room, ck_serve_target *target) {
    *target = (ck_serve_target){.path = room};
    if (length > CK_SERVE_TARGET_LIMIT) return 414;
    const char *mark = memchr(text, '?', length);
    const size_t path = mark != NULL ? (size_t)(mark - text) : length;
    if (memchr(text, '#', length) != NULL) return 400;
    const ptrdiff_t used = decode(text, path, false, room);
    if (used < 0 || !path_is_plain(room)) return 400;
    // "name=value&" takes as much room as its two texts with their ends, "name" alone is followed by "&" or by the end
    return mark != NULL ? read_query(mark + 1, length - path - 1, room + used + 1, target) : 0;
}

const char *ck_serve_query(const ck_serve_target *target, const char *name) {
    for (uint32_t k = 0; k < target->query_count; k++) {
        if (strcmp(target->query[k].name, name) == 0) return target->query[k].value;
    }
    return NULL;
}

const char *ck_serve_query_unknown(const ck_serve_target *target, const char *const *known) {
    for (uint32_t k = 0; k < target->query_count; k++) {
        uint32_t n = 0;
        while (known[n] != NULL && strcmp(known[n], target->query[k].name) != 0) n++;
        if (known[n] == NULL) return target->query[k].name;
    }
    return NULL;
}

/* ---------------------------------------------------------------- headers ----------------------------------------- */

bool ck_serve_host_allowed(const char *host, const ck_serve_hosts *hosts) {
    const char *colon = strrchr(host, ':');
    if (colon != NULL && strchr(colon, ']') != NULL) colon = NULL; // inside of an IPv6 address
    const size_t length = colon != NULL ? (size_t)(colon - host) : strlen(host);
    int64_t port = 80;
    if (colon != NULL && ck_host_integer(colon + 1, strlen(colon + 1), 1, 65535, &port) < 0) return false;
    if (port != hosts->port) return false;
    for (const char *const *name = hosts->name; *name != NULL; name++) {
        if (strlen(*name) == length && strncasecmp(*name, host, length) == 0) return true;
    }
    return false;
}

bool ck_serve_origin_allowed(const char *origin, const ck_serve_hosts *hosts) {
    static const char SCHEME[] = "http://";
    return strncmp(origin, SCHEME, sizeof SCHEME - 1) == 0 && ck_serve_host_allowed(origin + sizeof SCHEME - 1, hosts);
}

static bool is_word(const char *text, size_t length, const char *word) {
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

static const char *skip_blank(const char *text) { return text + strspn(text, " \t"); }

bool ck_serve_type_allowed(const char *type) {
    static const char *const TYPE[] = {"application/yaml", "application/x-yaml", "text/yaml", "application/json"};
    const size_t length = strcspn(type, "; \t");
    bool known = false;
    for (size_t k = 0; k < sizeof TYPE / sizeof *TYPE; k++) known |= is_word(type, length, TYPE[k]);
    const char *rest = skip_blank(type + length);
    if (*rest == ';') rest = skip_blank(rest + 1);
    return known && (*rest == '\0' || is_word(rest, strlen(rest), "charset=utf-8"));
}

/* "q=0", "q=0.0": not acceptable. */
static bool is_refused(const char *parameters, size_t length) {
    for (size_t k = 0; k + 2 < length; k++) {
        if ((parameters[k] == 'q' || parameters[k] == 'Q') && parameters[k + 1] == '=') {
            return strcspn(parameters + k + 2, "123456789") >= length - k - 2;
        }
    }
    return false;
}

bool ck_serve_accepts(const char *header, const char *word) {
    for (const char *at = skip_blank(header); *at != '\0';) {
        const size_t whole = strcspn(at, ","), name = strcspn(at, ",; \t");
        if (is_word(at, name, word)) return !is_refused(at + name, whole - name);
        at += whole;
        at = skip_blank(at + (*at == ','));
    }
    return false;
}

bool ck_serve_tag_matches(const char *header, const char *tag) {
    for (const char *at = skip_blank(header); *at != '\0';) {
        const size_t length = strcspn(at, ", \t");
        const size_t weak = strncmp(at, "W/", 2) == 0 ? 2 : 0;
        if ((length == 1 && at[0] == '*') ||
            (length - weak == strlen(tag) && strncmp(at + weak, tag, length - weak) == 0))
            return true;
        at += length + strspn(at + length, ", \t");
    }
    return false;
}

bool ck_serve_name_allowed(const char *name) {
    size_t length = 0;
    for (; name[length] != '\0'; length++) {
        const char c = name[length];
        const bool good =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!good || length == 64) return false;
    }
    return length > 0;
}
