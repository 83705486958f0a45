/* Game files: levers that move measures of a scenario, sides with their aims, third countries, calendar.
   docs/strategy.md, section "The file", is the manual. */
#ifndef CK_IO_PLAY_READ_H
#define CK_IO_PLAY_READ_H

#include "chokepoint_escalation.h"
#include "io/host.h"

/* A number of the game with its range: `offset` is its place in ck_escalation. */
typedef struct ck_play_number {
    ck_place    place;
    const char *name;                    // "us.weights.growth"
    size_t      offset;
    double      low, value, high;        // equal: fixed
    const char *source;
    ck_grade    grade;
} ck_play_number;

typedef struct ck_play_term { ck_term term; double value; } ck_play_term;
typedef struct ck_play_set {             // what a level does to one measure of the scenario
    ck_place      place;
    const char   *measure;
    bool          off;                   // suspended
    ck_play_term *term; uint32_t term_count;
} ck_play_set;

typedef struct ck_play_level { const char *name; ck_play_set *set; uint32_t set_count; } ck_play_level;
typedef struct ck_play_lever {
    ck_place      place;
    const char   *id, *title, *kind;
    ck_play_level level[CK_PLAY_LEVELS];
} ck_play_lever;
typedef struct ck_play_actor {
    ck_place           place;
    const char        *id, *name;
    const char *const *region;
    uint32_t           region_count;
} ck_play_actor;
typedef struct ck_play_event { ck_place place; ck_date date; ck_occasion_kind kind; const char *title; } ck_play_event;

typedef struct ck_play_spec {
    const char     *name, *title, *question, *path;
    const char     *scenario;            // path of the scenario whose measures the levers move
    ck_place        scenario_place;
    const char     *moves, *fixtures;    // paths of the history that behaviour is fitted on, or NULL
    ck_date         moves_first;         // fitted from this day to the day before the game
    ck_move_rules  *fitted;              // (weights) rules as uncertain as their fit, or NULL
    ck_date         start, until;
    uint32_t        futures, weights;    // futures for each draw of the uncertain numbers
    uint64_t        seed;
    ck_escalation   game;                // most likely values
    ck_play_lever   lever[CK_PLAY_LEVERS];
    ck_play_actor   actor[CK_PLAY_ACTORS];
    ck_play_event  *event;  uint32_t event_count;
    ck_play_number *number; uint32_t number_count;
    const char *const *strategic, *const *defence;       // industries
    uint32_t        strategic_count, defence_count;
    ck_host_file    file;
    ck_host_arena   arena;
} ck_play_spec;

/// Read a game. The scenario that it names is not read.
///
/// spec     out; free with ck_play_spec_free in every case, after the diagnostics were printed
/// Returns  CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_play_read(const char *path, ck_play_spec *spec, ck_diags *diags);
/* From any input: tests and fuzzing. */
CK_MUST_USE ck_status ck_play_read_input(ck_host_input *input, ck_play_spec *spec, ck_diags *diags);
void ck_play_spec_free(ck_play_spec *spec);

/* Does a side behave as fitted to history? */
bool ck_play_fitted(const ck_play_spec *spec);
/* The actor with an id, CK_NONE when there is none. */
uint32_t ck_play_find_actor(const ck_play_spec *spec, const char *id);
/* The game of a draw: every number at its probability, triangular between low, value, high, and the fitted rules of the draw.
   `unit` (weights x number_count) in 0..1. */
void ck_play_draw(const ck_play_spec *spec, const double *unit, uint32_t draw, ck_escalation *game);
ck_date ck_play_date(const ck_play_spec *spec, uint32_t week);
/* A move in words: "tighten: Licences for rare earths and magnets, to stopped". Writes at most `size` bytes. */
void ck_play_move_text(const ck_play_spec *spec, const ck_position *position, ck_move move, char *text, size_t size);
/* The same as one word without blanks, for logs: "up:cn-dial". */
void ck_play_move_word(const ck_play_spec *spec, ck_move move, char *text, size_t size);

#endif
