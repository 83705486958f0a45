#include "io/play_log.h"

#include "io/output.h"
#include "io/yaml.h"

#include <inttypes.h>
#include <string.h>

enum { TURN_LIMIT = 4096 };

typedef struct reading { ck_play_log *log; ck_diags *diags; ck_status status; } reading;

static void note(reading *in, ck_status status) { in->status = ck_host_worse(in->status, status); }

static const ck_yaml_node *need(reading *in, const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL)
        note(in, ck_host_report(in->diags, CK_E_MISSING, map->place, "there is no %s",
                                "logs are written by the command save of a game", key));
    return node;
}

static const char *text_of(reading *in, const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *node = need(in, map, key);
    const char *text = "";
    if (node != NULL) note(in, ck_yaml_text(node, key, &text, in->diags));
    return text;
}

static uint64_t digest_of(reading *in, const ck_yaml_node *map, const char *key, ck_place *place) {
    const ck_yaml_node *node = need(in, map, key);
    const char *text = "";
    uint64_t value = 0;
    if (node == NULL) return 0;
    *place = node->place;
    note(in, ck_yaml_text(node, key, &text, in->diags));
    bool good = strlen(text) == 16;
    for (const char *c = text; good && *c != '\0'; c++) {
        const char *digit = strchr("0123456789abcdef", *c);
        good = digit != NULL;
        if (good) value = 16 * value + (uint64_t)(digit - "0123456789abcdef");
    }
    if (!good)
        note(in, ck_host_report(in->diags, CK_E_SYNTAX, node->place, "%q is no digest",
                                "16 digits 0 to 9 and a to f in quotes", text));
    return value;
}

static void read_turns(reading *in, const ck_yaml_node *list) {
    static const char *const keys[] = {"date", "move", "answer"};
    ck_play_log *log = in->log;
    if (list->kind != CK_YAML_LIST || list->count > TURN_LIMIT) {
        note(in, ck_host_report(in->diags, CK_E_SYNTAX, list->place, "turns must be a list of at most %u turns", "",
                                (uint32_t)TURN_LIMIT));
        return;
    }
    log->turn = ck_host_take(&log->arena, (size_t)list->count + 1, sizeof *log->turn);
    if (log->turn == NULL) {
        note(in, ck_host_no_memory(in->diags));
        return;
    }
    for (const ck_yaml_node *one = list->first; one != NULL; one = one->next) {
        ck_play_log_turn *turn = &log->turn[log->turn_count];
        note(in, ck_yaml_check_keys(one, "a turn", keys, 3, &log->arena, in->diags));
        if (one->kind != CK_YAML_MAP) return;
        const ck_yaml_node *date = need(in, one, "date");
        turn->place = one->place;
        if (date != NULL) note(in, ck_yaml_date(date, "date", &turn->date, in->diags));
        turn->move = text_of(in, one, "move");
        turn->answer = text_of(in, one, "answer");
        log->turn_count++;
    }
}

ck_status ck_play_log_read_input(ck_host_input *input, ck_play_log *log, ck_diags *diags) {
    static const char *const keys[] = {"play", "key", "side", "seed", "turns", "digest"};
    ck_yaml_node *root = NULL;
    *log = (ck_play_log){.game = "", .side = ""};
    reading in = {log, diags, CK_OK};
    note(&in, ck_yaml_read(input, &log->arena, &root, diags));
    if (root == NULL || in.status < 0) return in.status;
    note(&in, ck_yaml_check_keys(root, "a log of a game", keys, 6, &log->arena, diags));
    if (root->kind != CK_YAML_MAP) return in.status;
    log->game = text_of(&in, root, "play");
    log->key = digest_of(&in, root, "key", &log->key_place);
    log->side = text_of(&in, root, "side");
    const ck_yaml_node *side = ck_yaml_find(root, "side"), *seed = need(&in, root, "seed"),
                       *turns = need(&in, root, "turns");
    if (side != NULL) log->side_place = side->place;
    int64_t value = 0;
    if (seed != NULL) note(&in, ck_yaml_whole(seed, "seed", 0, INT64_MAX, &value, diags));
    log->seed = (uint64_t)value;
    if (turns != NULL) read_turns(&in, turns);
    log->digest = digest_of(&in, root, "digest", &log->digest_place);
    return in.status;
}

ck_status ck_play_log_read(const char *path, ck_play_log *log, ck_diags *diags) {
    ck_host_input input;
    *log = (ck_play_log){.game = "", .side = ""};
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    const ck_status status = ck_play_log_read_input(&input, log, diags);
    ck_host_input_close(&input);
    return status;
}

ck_status ck_play_log_write(const char *path, const ck_play_log *log, ck_diags *diags) {
    char key[17], digest[17], date[16];
    FILE *file = NULL;
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_batch_open(&batch, path, &file, diags);
    if (status >= 0) {
        ck_host_digest_text(log->key, key);
        ck_host_digest_text(log->digest, digest);
        fprintf(file, "play: \"%s\"\nkey: \"%s\"\nside: \"%s\"\nseed: %" PRIu64 "\nturns:%s\n", log->game, key,
                log->side, log->seed, log->turn_count == 0 ? " []" : "");
        for (uint32_t k = 0; k < log->turn_count; k++) {
            ck_date_write(log->turn[k].date, date);
            fprintf(file, "  - {date: %s, move: \"%s\", answer: \"%s\"}\n", date, log->turn[k].move,
                    log->turn[k].answer);
        }
        fprintf(file, "digest: \"%s\"\n", digest);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

void ck_play_log_free(ck_play_log *log) {
    ck_host_arena_free(&log->arena);
    *log = (ck_play_log){.game = "", .side = ""};
}
