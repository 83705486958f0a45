/* Texts of a request: target, host, origin, media type. Pure; strangers wrote them. */
#ifndef CK_SERVE_REQUEST_H
#define CK_SERVE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_SERVE_TARGET_LIMIT 2048u      // bytes of path and query
#define CK_SERVE_QUERY_LIMIT  16u        // parts of a query

typedef struct ck_serve_pair { const char *name, *value; } ck_serve_pair;

/* Decoded. The path starts with a slash and names something: no empty part, no "." or "..", no backslash, nothing
   invisible. */
typedef struct ck_serve_target {
    const char   *path;
    ck_serve_pair query[CK_SERVE_QUERY_LIMIT];
    uint32_t      query_count;
} ck_serve_target;

/// Take a request target (RFC 9112, origin form) apart.
///
/// room     (length + 1) holds the decoded texts
/// Returns  0; 400 for what is malformed: a slash in disguise, an escape that is none, bytes that are no visible UTF-8
///          text, a name twice; 414 beyond the limits
int ck_serve_target_read(const char *text, size_t length, char *room, ck_serve_target *target);

/* Value of a part of the query; NULL: not there. */
const char *ck_serve_query(const ck_serve_target *target, const char *name);
/* The first part whose name is none of `known` (ends with NULL); NULL when all are known. */
const char *ck_serve_query_unknown(const ck_serve_target *target, const char *const *known);

/* Names under which the server may be called, against DNS rebinding; the list ends with NULL. An IPv6 address is in
   brackets. */
typedef struct ck_serve_hosts { const char *const *name; uint16_t port; } ck_serve_hosts;
/* "name" or "name:port"; without a port 80 is meant. */
bool ck_serve_host_allowed(const char *host, const ck_serve_hosts *hosts);
/* "http://" and such a host: a page of this server. */
bool ck_serve_origin_allowed(const char *origin, const ck_serve_hosts *hosts);

/* A type that says YAML or JSON; parameters count only as charset=utf-8. */
bool ck_serve_type_allowed(const char *type);
/* Among the words of a header with commas and qualities: `word` is accepted ("gzip;q=0" refuses it). */
bool ck_serve_accepts(const char *header, const char *word);
/* The entity tag is in an If-None-Match header, or the header is "*". */
bool ck_serve_tag_matches(const char *header, const char *tag);

/* 1 to 64 letters, digits, "-" and "_": a name that is a file's in every folder, and leads nowhere else. */
bool ck_serve_name_allowed(const char *name);

#endif
