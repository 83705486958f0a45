/* What a table is, expanded from the public lists. */
#include "io/world.h"

#include <string.h>

/* Which columns name a row: rows of an extending world replace rows of its base with the same key. */
#define KEY_region     "region"
#define KEY_calendar   "calendar;date"
#define KEY_item       "item"
#define KEY_content    "item;element"
#define KEY_recipe     "recipe;role;component"
#define KEY_site       "site"
#define KEY_industry   "industry;region"
#define KEY_demand     "item;region;use;end_use"
#define KEY_flow       "item;origin;destination"
#define KEY_route      "item;origin;destination"
#define KEY_inventory  "holder;region;item;user"
#define KEY_project    "project"
#define KEY_stockpile  "stockpile"
#define KEY_customer   "region;item;end_use;owner_region"
#define KEY_price      "item;region"
#define KEY_elasticity "item;parameter"
#define KEY_margin     "kind;item;region;partner"
#define KEY_fact       "item;fact"
#define KEY_party      "party"
#define KEY_holding    "owner;owned"
#define KEY_user       "industry;region;item;party"

/* A function a table: only there can the list of columns name the row type for offsetof. */
#define COLUMN(column_kind, column, unit, low, high, meaning) \
    {#column, unit, meaning, CK_COLUMN_IS_##column_kind, low, high, offsetof(row_type, column)},
#define X(member, table, type, COLUMNS)                                                                                \
    static const ck_table_column *member##_columns(uint32_t *count) {                                                  \
        typedef type row_type;                                                                                         \
        static const ck_table_column list[] = {COLUMNS(COLUMN)};                                                       \
        *count = sizeof list / sizeof *list;                                                                           \
        return list;                                                                                                   \
    }
CK_WORLD_TABLES(X)
#undef X

ck_table_info ck_table_of(uint32_t table) {
    ck_table_info info = {0};
    switch ((ck_table_index)table) {
#define X(member, table, type, COLUMNS)                                                                                \
    case CK_TABLE_##member:                                                                                            \
        info = (ck_table_info){.name = table, .key = KEY_##member, .row_bytes = sizeof(type),                          \
                               .rows_offset = offsetof(ck_world, member),                                              \
                               .count_offset = offsetof(ck_world, member##_count)};                                    \
        info.column = member##_columns(&info.column_count);                                                            \
        break;
        CK_WORLD_TABLES(X)
#undef X
        case CK_TABLE_COUNT: break;
    }
    return info;
}

/* Members of ck_world by offset; copied, because their types differ. */
uint32_t ck_table_rows(const ck_world *world, uint32_t table) {
    uint32_t count;
    memcpy(&count, (const unsigned char *)world + ck_table_of(table).count_offset, sizeof count);
    return count;
}

const void *ck_table_row(const ck_world *world, uint32_t table, uint32_t row) {
    const ck_table_info info = ck_table_of(table);
    const unsigned char *rows;
    memcpy(&rows, (const unsigned char *)world + info.rows_offset, sizeof rows);
    return rows + row * info.row_bytes;
}

void ck_table_set(ck_world *world, uint32_t table, void *rows, uint32_t count) {
    const ck_table_info info = ck_table_of(table);
    memcpy((unsigned char *)world + info.rows_offset, &rows, sizeof rows);
    memcpy((unsigned char *)world + info.count_offset, &count, sizeof count);
}
