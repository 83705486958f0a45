/* A world folder: world.yaml, the register of sources, the tables, and the worlds that it extends. */
#include "io/csv.h"
#include "io/table_read.h"
#include "io/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EXTENDS_LIMIT 8

typedef struct world_reading {
    ck_host_world *loaded;
    ck_host_arena *arena;
    ck_diags      *diags;
    ck_host_list   files, sources;       // of all layers so far
    uint32_t       depth;
} world_reading;

typedef struct table_files { const char **name; uint32_t count; } table_files;

/* ---------------------------------------------------------------- files ------------------------------------------- */

static ck_status keep_file(world_reading *reading, const ck_host_input *input) {
    ck_host_file *file = ck_host_list_add(reading->arena, &reading->files);
    if (file == NULL) return ck_host_no_memory(reading->diags);
    *file = ck_host_input_file(input);
    return CK_OK;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ck_status list_tables(world_reading *reading, const char *folder, table_files *files) {
    DIR *opened = opendir(folder);
    if (opened == NULL) return ck_host_read_error(reading->diags, folder, errno);
    ck_host_list list = {.each = sizeof(char *)};
    ck_status status = CK_OK;
    for (const struct dirent *entry = readdir(opened); entry != NULL && status >= 0; entry = readdir(opened)) {
        const size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 4, ".csv") != 0 || entry->d_name[0] == '.') continue;
        const char **name = ck_host_list_add(reading->arena, &list);
        const char *copy = ck_host_text(reading->arena, entry->d_name, length);
        if (name == NULL || copy == NULL) status = ck_host_no_memory(reading->diags);
        else *name = copy;
    }
    closedir(opened);
    if (status < 0) return status;
    if (list.count > 0) qsort(list.item, list.count, sizeof(char *), by_name);
    *files = (table_files){list.item, list.count};
    return CK_OK;
}

/* "sites.csv" and "sites-japan.csv" belong to the table "sites". */
static bool belongs(const char *file, const char *table) {
    const size_t length = strlen(table);
    return strncmp(file, table, length) == 0 && (file[length] == '-' || strcmp(file + length, ".csv") == 0);
}

static ck_status check_names(world_reading *reading, const char *folder, const table_files *files) {
    const char *known[CK_TABLE_COUNT + 2];
    for (uint32_t table = 0; table < CK_TABLE_COUNT; table++) known[table] = ck_table_of(table).name;
    known[CK_TABLE_COUNT] = "sources";
    known[CK_TABLE_COUNT + 1] = "remove";
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < files->count; i++) {
        uint32_t k = 0;
        while (k < CK_TABLE_COUNT + 2 && !belongs(files->name[i], known[k])) k++;
        if (k < CK_TABLE_COUNT + 2) continue;
        const char *path = ck_host_path(reading->arena, folder, files->name[i]);
        const char *stem = ck_host_text(reading->arena, files->name[i], strlen(files->name[i]) - 4);
        if (path == NULL || stem == NULL) return ck_host_no_memory(reading->diags);
        const char *nearest = ck_host_nearest(stem, known, CK_TABLE_COUNT + 2);
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_UNKNOWN, ck_host_whole(path),
                                                      "no table has the name %q",
                                                      nearest != NULL ? "did you mean \"%s.csv\"?"
                                                                      : "tables are listed in docs/world-format.md; "
                                                                        "keep other data elsewhere%s",
                                                      stem, nearest != NULL ? nearest : ""));
    }
    return status;
}

/* Calls `read` on TABLE.csv, then on TABLE-*.csv in the order of their names. */
typedef ck_status (*read_file)(world_reading *reading, ck_host_input *input, void *user);
static ck_status read_files(world_reading *reading, const char *folder, const table_files *files, const char *table,
                            read_file read, void *user) {
    ck_status status = CK_OK;
    for (int turn = 0; turn < 2; turn++) {
        for (uint32_t i = 0; i < files->count && status != CK_E_MEMORY; i++) {
            if (!belongs(files->name[i], table)) continue;
            const bool plain = files->name[i][strlen(table)] == '.';
            if (plain != (turn == 0)) continue;
            const char *path = ck_host_path(reading->arena, folder, files->name[i]);
            if (path == NULL) return ck_host_no_memory(reading->diags);
            ck_host_input input;
            const ck_status opened = ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, reading->diags);
            status = ck_host_worse(status, opened);
            if (opened < 0) continue;
            status = ck_host_worse(status, read(reading, &input, user));
            status = ck_host_worse(status, keep_file(reading, &input));
            ck_host_input_close(&input);
        }
    }
    return status;
}

/* ---------------------------------------------------------------- world.yaml -------------------------------------- */

typedef struct world_head {
    const char *name, *title, *extends;
    int64_t base_year;
    double minimum_flow_share;
    ck_place extends_place;
} world_head;

static ck_status read_head(world_reading *reading, const char *folder, world_head *head) {
    static const char *const key[] = {"name", "title", "description", "base_year", "extends", "minimum_flow_share"};
    const char *path = ck_host_path(reading->arena, folder, "world.yaml");
    if (path == NULL) return ck_host_no_memory(reading->diags);
    ck_diags *diags = reading->diags;
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    ck_yaml_node *root = NULL;
    ck_status status = ck_yaml_read(&input, reading->arena, &root, diags);
    status = ck_host_worse(status, keep_file(reading, &input));
    ck_host_input_close(&input);
    if (root == NULL) return status;
    status = ck_host_worse(
        status, ck_yaml_check_keys(root, "world.yaml", key, sizeof key / sizeof *key, reading->arena, diags));

    *head = (world_head){.title = "", .minimum_flow_share = -1.0};
    const ck_yaml_node *node;
    if ((node = ck_yaml_find(root, "name")) != NULL) {
        status = ck_host_worse(status, ck_yaml_text(node, "name", &head->name, diags));
    }
    if ((node = ck_yaml_find(root, "title")) != NULL) {
        status = ck_host_worse(status, ck_yaml_text(node, "title", &head->title, diags));
    }
    if ((node = ck_yaml_find(root, "base_year")) != NULL) {
        status = ck_host_worse(status, ck_yaml_whole(node, "base_year", 1900, 2200, &head->base_year, diags));
    }
    if ((node = ck_yaml_find(root, "minimum_flow_share")) != NULL) {
        status = ck_host_worse(
            status, ck_yaml_number(node, "minimum_flow_share", "1", 0.0, 1.0, &head->minimum_flow_share, diags));
    }
    if ((node = ck_yaml_find(root, "extends")) != NULL) {
        status = ck_host_worse(status, ck_yaml_text(node, "extends", &head->extends, diags));
        head->extends_place = node->place;
    }
    if (status >= 0 && head->name == NULL) {
        status =
            ck_host_report(diags, CK_E_MISSING, ck_host_whole(path), "the world has no name", "write name: and a word");
    }
    if (status >= 0 && head->base_year == 0 && head->extends == NULL) {
        status = ck_host_report(diags, CK_E_MISSING, ck_host_whole(path), "the world has no base_year",
                                "write base_year: and the year of its flows");
    }
    return status;
}

/* ---------------------------------------------------------------- keys -------------------------------------------- */

static const char *key_part(const ck_table_info *info, const unsigned char *row, const char *name, size_t length,
                            char day[16]) {
    for (uint32_t i = 0; i < info->column_count; i++) {
        const ck_table_column *column = &info->column[i];
        if (!cki_text_equal_part(column->name, name, length)) continue;
        const char *text = "";
        if (column->kind == CK_COLUMN_IS_DAY) {
            ck_date date;
            memcpy(&date, row + column->offset, sizeof date);
            ck_date_write(date, day);
            return day;
        }
        memcpy(&text, row + column->offset, sizeof text);
        return text;
    }
    return "";
}

/* Values of the key columns joined by ';'. */
static char *key_of(const ck_table_info *info, const unsigned char *row, ck_host_arena *arena) {
    size_t at = 0, length = 0, size = 1;
    const char *name;
    char day[16];
    while (cki_text_next_part(info->key, ';', &at, &name, &length)) {
        size += strlen(key_part(info, row, name, length, day)) + 1;
    }
    char *key = ck_host_take(arena, size, 1);
    at = 0;
    while (key != NULL && cki_text_next_part(info->key, ';', &at, &name, &length)) {
        if (name != info->key) strcat(key, ";");
        strcat(key, key_part(info, row, name, length, day));
    }
    return key;
}

/* ---------------------------------------------------------------- extending --------------------------------------- */

typedef struct removed { const char *key; uint32_t table; ck_place place; bool met; } removed;

static ck_status take_removed(void *user, const ck_csv_field *field) {
    void **context = user;
    world_reading *reading = context[0];
    ck_host_list  *list = context[1];
    const char *known[CK_TABLE_COUNT];
    uint32_t table = CK_TABLE_COUNT;
    for (uint32_t i = 0; i < CK_TABLE_COUNT; i++) {
        known[i] = ck_table_of(i).name;
        if (strcmp(known[i], field[0].text) == 0) table = i;
    }
    if (table == CK_TABLE_COUNT) {
        const char *nearest = ck_host_nearest(field[0].text, known, CK_TABLE_COUNT);
        return ck_host_report(reading->diags, CK_E_UNKNOWN, field[0].place, "unknown table %q",
                              nearest != NULL ? "did you mean %q?" : "tables are listed in docs/world-format.md%s",
                              field[0].text, nearest != NULL ? nearest : "");
    }
    removed *one = ck_host_list_add(reading->arena, list);
    const char *key = ck_host_text(reading->arena, field[1].text, field[1].length);
    if (one == NULL || key == NULL) return ck_host_no_memory(reading->diags);
    *one = (removed){key, table, field[1].place, false};
    return CK_OK;
}

static ck_status read_removed(world_reading *reading, ck_host_input *input, void *user) {
    static const ck_csv_column column[] = {{"table", true}, {"key", true}, {"note", false}};
    void *context[] = {reading, user};
    const ck_csv_spec spec = {"remove", column, 3, take_removed, context};
    return ck_csv_read(input, &spec, reading->diags);
}

/* Rows of the base that the layer neither replaces nor removes, then the layer's own. */
static ck_status merge_table(world_reading *reading, uint32_t table, const ck_host_list *own, ck_host_list *gone) {
    ck_world *world = &reading->loaded->world;
    const ck_table_info info = ck_table_of(table);
    const uint32_t base_count = ck_table_rows(world, table);
    if (base_count == 0) {
        ck_table_set(world, table, own->item, own->count);
        return CK_OK;
    }
    removed *removal = gone->item;
    ck_host_arena scratch = {0};
    cki_names names;
    ck_status status = ck_table_make_names(&names, own->count + gone->count, &scratch);
    unsigned char *merged = ck_host_take(reading->arena, (size_t)base_count + own->count, info.row_bytes);
    if (merged == NULL) status = CK_E_MEMORY;
    for (uint32_t i = 0; status >= 0 && i < own->count; i++) {
        const char *key = key_of(&info, (const unsigned char *)own->item + i * info.row_bytes, &scratch);
        if (key == NULL) status = CK_E_MEMORY;
        else (void)cki_names_insert(&names, key, 0);
    }
    for (uint32_t i = 0; status >= 0 && i < gone->count; i++) {
        if (removal[i].table == table) (void)cki_names_insert(&names, removal[i].key, i + 1);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; status >= 0 && i < base_count; i++) {
        const unsigned char *row = ck_table_row(world, table, i);
        const char *key = key_of(&info, row, &scratch);
        if (key == NULL) {
            status = CK_E_MEMORY;
            break;
        }
        const uint32_t met = cki_names_find(&names, key);
        if (met == CK_NONE) memcpy(merged + count++ * info.row_bytes, row, info.row_bytes);
        else if (met > 0) removal[met - 1].met = true;
    }
    if (status >= 0) {
        cki_copy(merged + count * info.row_bytes, own->item, own->count * info.row_bytes);
        ck_table_set(world, table, merged, count + own->count);
    }
    ck_host_arena_free(&scratch);
    return status >= 0 ? CK_OK : ck_host_no_memory(reading->diags);
}

static ck_status check_removed(world_reading *reading, const ck_host_list *gone) {
    const removed *removal = gone->item;
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < gone->count; i++) {
        if (removal[i].met) continue;
        const ck_table_info info = ck_table_of(removal[i].table);
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_UNKNOWN, removal[i].place,
                                                      "%s has no row %q to remove", "the key of that table is %s",
                                                      info.name, removal[i].key, info.key));
    }
    return status;
}

/* ---------------------------------------------------------------- sources ----------------------------------------- */

static ck_status read_sources(world_reading *reading, ck_host_input *input, void *user) {
    return ck_table_read_sources(input, reading->arena, user, reading->diags);
}

/* Adds the layer's sources; a source of the base with the same key gives way. */
static ck_status merge_sources(world_reading *reading, const ck_host_list *own) {
    cki_names names;
    ck_host_list all = {.each = sizeof(ck_host_source)};
    ck_host_arena scratch = {0};
    ck_status status =
        ck_table_make_names(&names, own->count, &scratch) < 0 ? ck_host_no_memory(reading->diags) : CK_OK;
    const ck_host_source *mine = own->item, *base = reading->sources.item;
    for (uint32_t i = 0; status != CK_E_MEMORY && i < own->count; i++) {
        const uint32_t first = cki_names_insert(&names, mine[i].source, mine[i].place.line);
        if (first == CK_NONE) continue;
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_DUPLICATE, mine[i].place,
                                                      "source %q stands twice; first in line %u",
                                                      "give each source a key of its own", mine[i].source, first));
    }
    for (uint32_t i = 0; status != CK_E_MEMORY && i < reading->sources.count + own->count; i++) {
        const ck_host_source *one = i < reading->sources.count ? &base[i] : &mine[i - reading->sources.count];
        if (i < reading->sources.count && cki_names_find(&names, one->source) != CK_NONE) continue;
        ck_host_source *kept = ck_host_list_add(reading->arena, &all);
        if (kept == NULL) status = ck_host_no_memory(reading->diags);
        else *kept = *one;
    }
    ck_host_arena_free(&scratch);
    reading->sources = all;
    return status;
}

/* ---------------------------------------------------------------- a layer ----------------------------------------- */

typedef struct table_target { uint32_t table; const cki_names *sources; ck_host_list *rows; } table_target;

static ck_status read_table(world_reading *reading, ck_host_input *input, void *user) {
    const table_target *target = user;
    return ck_table_read_rows(input, target->table, target->sources, reading->arena, target->rows, reading->diags);
}

static ck_status read_tables(world_reading *reading, const char *folder, const table_files *files, ck_host_list *gone) {
    const ck_host_source *source = reading->sources.item;
    cki_names names;
    if (ck_table_make_names(&names, reading->sources.count, reading->arena) < 0) {
        return ck_host_no_memory(reading->diags);
    }
    for (uint32_t i = 0; i < reading->sources.count; i++) (void)cki_names_insert(&names, source[i].source, i);
    ck_status status = CK_OK;
    for (uint32_t table = 0; table < CK_TABLE_COUNT && status != CK_E_MEMORY; table++) {
        const ck_table_info info = ck_table_of(table);
        ck_host_list rows = {.each = info.row_bytes};
        table_target target = {table, &names, &rows};
        status = ck_host_worse(status, read_files(reading, folder, files, info.name, read_table, &target));
        if (status != CK_E_MEMORY) status = ck_host_worse(status, merge_table(reading, table, &rows, gone));
    }
    return status;
}

static ck_status read_layer(world_reading *reading, const char *folder) {
    ck_host_world *loaded = reading->loaded;
    world_head head = {0};
    ck_status status = read_head(reading, folder, &head);
    if (status < 0 && head.name == NULL) return status;
    if (head.extends != NULL) {
        if (++reading->depth >= EXTENDS_LIMIT) {
            return ck_host_report(reading->diags, CK_E_CYCLE, head.extends_place,
                                  "worlds extend each other in a circle or more than %u deep",
                                  "a world extends one that does not lead back to it", (uint32_t)EXTENDS_LIMIT);
        }
        const char *base = ck_host_path(reading->arena, folder, head.extends);
        if (base == NULL) return ck_host_no_memory(reading->diags);
        if (!ck_host_is_folder(base)) {
            return ck_host_report(reading->diags, CK_E_IO, head.extends_place, "there is no folder %q",
                                  "the path is seen from the world's own folder", base);
        }
        status = ck_host_worse(status, read_layer(reading, base));
    }
    loaded->world.name = head.name;
    if (head.title[0] != '\0' || loaded->world.title == NULL) {
        loaded->world.title = head.title[0] != '\0' ? head.title : head.name;
    }
    if (head.base_year != 0) loaded->world.base_year = (int32_t)head.base_year;
    if (head.minimum_flow_share >= 0.0) loaded->world.minimum_flow_share = head.minimum_flow_share;

    table_files files = {0};
    CK_TRY(list_tables(reading, folder, &files));
    status = ck_host_worse(status, check_names(reading, folder, &files));
    ck_host_list sources = {.each = sizeof(ck_host_source)}, gone = {.each = sizeof(removed)};
    status = ck_host_worse(status, read_files(reading, folder, &files, "sources", read_sources, &sources));
    status = ck_host_worse(status, merge_sources(reading, &sources));
    status = ck_host_worse(status, read_files(reading, folder, &files, "remove", read_removed, &gone));
    if (status == CK_E_MEMORY) return status;
    status = ck_host_worse(status, read_tables(reading, folder, &files, &gone));
    return ck_host_worse(status, check_removed(reading, &gone));
}

ck_status ck_host_world_read(const char *folder, ck_host_world *loaded, ck_diags *diags) {
    *loaded = (ck_host_world){0};
    world_reading reading = {
        .loaded = loaded, .arena = &loaded->arena, .diags = diags,
        .files = {.each = sizeof(ck_host_file)}, .sources = {.each = sizeof(ck_host_source)},
    };
    loaded->folder = ck_host_text(&loaded->arena, folder, strlen(folder));
    if (loaded->folder == NULL) return ck_host_no_memory(diags);
    const ck_status status = read_layer(&reading, loaded->folder);
    loaded->source = reading.sources.item;
    loaded->source_count = reading.sources.count;
    loaded->file = reading.files.item;
    loaded->file_count = reading.files.count;
    return status;
}

void ck_host_world_free(ck_host_world *loaded) {
    ck_host_arena_free(&loaded->arena);
    *loaded = (ck_host_world){0};
}
