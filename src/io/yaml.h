/* YAML as a tree in which every value knows its line and column. All values stay text: the country code NO stays NO.

   Refused with a place: anchors, aliases, tags, several documents, keys that are not plain text, the same key twice,
   nesting above 24 levels, more than CK_YAML_NODES values, files above CK_HOST_YAML_LIMIT, line ends other than LF and
   CRLF. */
#ifndef CK_IO_YAML_H
#define CK_IO_YAML_H

#include "io/host.h"

#define CK_YAML_DEPTH 24
#define CK_YAML_NODES 500000u

typedef enum ck_yaml_kind { CK_YAML_TEXT, CK_YAML_LIST, CK_YAML_MAP } ck_yaml_kind;

typedef struct ck_yaml_node ck_yaml_node;
struct ck_yaml_node {
    ck_yaml_kind  kind;
    ck_place      place;
    const char   *text;                  // CK_YAML_TEXT: its value, without NUL inside; "" for the others
    bool          quoted;                // in quotes or a block: never a number or an absence
    const char   *key;                   // in a map: its key; NULL otherwise
    ck_place      key_place;
    ck_yaml_node *first, *last, *next;   // children of a list or map in order; next brother
    uint32_t      count;                 // of children
};

/// Read one document. Nodes and texts lie in `arena`; places name the input's name.
///
/// root     out: NULL when the status is below zero
/// Returns  CK_OK or the status of the first error
CK_MUST_USE ck_status ck_yaml_read(ck_host_input *input, ck_host_arena *arena, ck_yaml_node **root, ck_diags *diags);

/* The value of a key; NULL when the map (which may be NULL) has none. */
const ck_yaml_node *ck_yaml_find(const ck_yaml_node *map, const char *key);
/* "text", "list" or "map": for messages. */
const char *ck_yaml_kind_word(ck_yaml_kind kind);
/* Plain and empty, "~" or "null": nothing was written. */
bool ck_yaml_is_absent(const ck_yaml_node *node);

/// Report every key of a map that is not in `known`, with the nearest one. `what` names the map in the message.
///
/// Returns  CK_OK or CK_E_UNKNOWN; CK_E_SYNTAX when the node is no map
ck_status ck_yaml_check_keys(const ck_yaml_node *map, const char *what, const char *const *known, uint32_t known_count,
                             ck_host_arena *arena, ck_diags *diags);

/* Readers of single values. They report what is wrong with its place and leave `value` alone then. `what` names the
   value. */
ck_status ck_yaml_text(const ck_yaml_node *node, const char *what, const char **value, ck_diags *diags);
/* The text of a key of a map. A key that is not there leaves `value` alone, and is reported when it is required. */
ck_status ck_yaml_text_at(const ck_yaml_node *map, const char *key, bool required, const char **value, ck_diags *diags);
ck_status ck_yaml_date(const ck_yaml_node *node, const char *what, ck_date *value, ck_diags *diags);
/// A number with its unit or without: "45", "45 working days", "145 %" (where `unit` is "1"), checked against
/// low..high.
ck_status ck_yaml_number(const ck_yaml_node *node, const char *what, const char *unit, double low, double high,
                         double *value, ck_diags *diags);
ck_status ck_yaml_whole(const ck_yaml_node *node, const char *what, int64_t low, int64_t high, int64_t *value,
                        ck_diags *diags);
/* A list of texts; a single text counts as a list of one. Texts in quotes may be empty, plain ones may not. */
ck_status ck_yaml_texts(const ck_yaml_node *node, const char *what, ck_host_arena *arena, const char *const **value,
                        uint32_t *count, ck_diags *diags);

#endif
