/* What the readers of game files share. */
#ifndef CK_IO_PLAY_PARTS_H
#define CK_IO_PLAY_PARTS_H

#include "io/play_read.h"
#include "io/yaml.h"

typedef struct cki_play_reading {
    ck_play_spec *spec;
    ck_diags     *diags;
    ck_status     status;
    ck_host_list  numbers;
    ck_place      place;
    bool          too_many_rounds;
} cki_play_reading;
typedef struct cki_play_ground { const char *source; ck_grade grade; } cki_play_ground;

void        cki_play_note(cki_play_reading *reading, ck_status status);
/* `word` is the one argument of message or hint. */
void cki_play_complain(cki_play_reading *reading, ck_status status, ck_place place, const char *message,
                       const char *hint, const char *word);
bool cki_play_keys(cki_play_reading *reading, const ck_yaml_node *map, const char *what, const char *const *keys,
                   uint32_t count);
/* otherwise NULL: the key is required. */
const char *cki_play_text(cki_play_reading *reading, const ck_yaml_node *map, const char *key, const char *otherwise);
uint32_t cki_play_whole(cki_play_reading *reading, const ck_yaml_node *map, const char *key, int64_t low, int64_t high,
                        int64_t otherwise);
uint32_t cki_play_word(cki_play_reading *reading, const ck_yaml_node *node, const char *const *word, uint32_t count,
                       const char *what);
cki_play_ground cki_play_ground_of(cki_play_reading *reading, const ck_yaml_node *map, cki_play_ground above);
/* A number or a range; a range is kept with its source and grade. */
void cki_play_number(cki_play_reading *reading, const ck_yaml_node *node, const char *name, cki_play_ground ground,
                     double low, double high, double *target);
void cki_play_field(cki_play_reading *reading, const ck_yaml_node *map, const char *prefix, const char *key,
                    bool required, cki_play_ground ground, double low, double high, double *target);
const char *cki_play_name(cki_play_reading *reading, const char *first, const char *second, const char *third);

void cki_play_sides(cki_play_reading *reading, const ck_yaml_node *sides, const ck_yaml_node *levers);
void cki_play_third(cki_play_reading *reading, const ck_yaml_node *third);

#endif
