/* What the tests of src/world share: a block, diagnostics, one call for check. */
#ifndef CK_TESTS_WORLD_TEST_H
#define CK_TESTS_WORLD_TEST_H

#include "ck_test.h"
#include "fixtures/small_world.h"

#include <math.h>
#include <stdlib.h>

typedef struct world_report {
    ck_diag  item[64];
    char     text[16384];
    ck_diags diags;
} world_report;

static inline ck_diags *world_report_start(world_report *report) {
    report->diags = (ck_diags)CK_DIAGS(report->item, report->text);
    return &report->diags;
}

static inline void *world_block(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    return block;
}

static inline ck_status world_check(const ck_world *world, bool balanced, world_report *report) {
    const size_t bytes = ck_world_scratch_bytes(world);
    void *scratch = world_block(bytes);
    const ck_status status = ck_world_check(world, balanced, scratch, bytes, world_report_start(report));
    free(scratch);
    return status;
}

static inline bool world_says(const world_report *report, const char *part) {
    for (uint32_t i = 0; i < report->diags.count; i++) {
        if (strstr(report->item[i].message, part) != NULL || strstr(report->item[i].hint, part) != NULL) return true;
    }
    for (uint32_t i = 0; i < report->diags.count; i++) printf("    said: %s | %s\n", report->item[i].message, report->item[i].hint);
    return false;
}

#define WORLD_FIND(member, type, column)                                                                               \
    static inline type *world_##member(ck_world *world, const char *name) {                                            \
        for (uint32_t i = 0; i < world->member##_count; i++) {                                                         \
            if (strcmp(world->member[i].column, name) == 0) return &world->member[i];                                  \
        }                                                                                                              \
        abort();                                                                                                       \
    }
WORLD_FIND(item, ck_item_row, item)
WORLD_FIND(site, ck_site_row, site)
WORLD_FIND(project, ck_project_row, project)
WORLD_FIND(stockpile, ck_stockpile_row, stockpile)

static inline ck_recipe_row *world_recipe(ck_world *world, const char *recipe, const char *component) {
    for (uint32_t i = 0; i < world->recipe_count; i++) {
        if (strcmp(world->recipe[i].recipe, recipe) == 0 && strcmp(world->recipe[i].component, component) == 0) {
            return &world->recipe[i];
        }
    }
    abort();
}

static inline ck_flow_row *world_flow(const ck_world *world, const char *item, const char *origin, const char *destination) {
    for (uint32_t i = 0; i < world->flow_count; i++) {
        const ck_flow_row *row = &world->flow[i];
        if (strcmp(row->item, item) == 0 && strcmp(row->origin, origin) == 0 && strcmp(row->destination, destination) == 0) {
            return &world->flow[i];
        }
    }
    return NULL;
}

#endif
