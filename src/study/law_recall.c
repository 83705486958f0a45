#include "study/law_recall.h"

#include "base/base.h"
#include "law/law.h"
#include "study/law_follow.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 4096u

/* Things by key, in open addresses; never more than half full. */
typedef struct slot { ck_law_key key; const void *thing; } slot;
typedef struct table { slot *slot; size_t slots, used; } table;

struct ck_law_recall {
    const ck_law        *law;
    ck_law_parties      *parties;
    ck_law_deals        *deals;
    ck_host_arena        arena;
    const ck_law_reader *reader;
    void                *reader_block;
    table                flows;          // (regimes) ck_law_key of what regimes read of a flow beside its goods
    table                met;            // ck_law_found
    ck_law_flow          looked_at;      // whose keys lie at `key`
    const ck_law_key    *key;            // NULL: of none yet
    ck_law_flow          bound;          // whose facts lie at `facts`
    const ck_facts      *facts;          // NULL: of none yet
    void                *facts_block, *work_block;
    size_t               facts_bytes;
    ck_law_work         *work;
    ck_law_work_size     work_size;
};

/* ---------------------------------------------------------------- keys -------------------------------------------- */

static void add_word(ck_law_key *key, uint64_t word) {
    key->a = cki_mix(key->a ^ word);
    key->b = cki_mix(key->b + (word ^ UINT64_C(0x5851f42d4c957f2d)));
}

static size_t place_of(const table *table, ck_law_key key) {
    size_t at = (size_t)key.a & (table->slots - 1);
    while (table->slot[at].thing != NULL && (table->slot[at].key.a != key.a || table->slot[at].key.b != key.b)) at = (at + 1) & (table->slots - 1);
    return at;
}

static const void *find(const table *table, ck_law_key key) {
    return table->slots > 0 ? table->slot[place_of(table, key)].thing : NULL;
}

static ck_status put(table *table, ck_law_key key, const void *thing) {
    if (2 * (table->used + 1) > table->slots) {
        struct table larger = {.slots = table->slots > 0 ? 2 * table->slots : FIRST_SLOTS, .used = table->used};
        larger.slot = calloc(larger.slots, sizeof *larger.slot);
        if (larger.slot == NULL) return CK_E_MEMORY;
        for (size_t k = 0; k < table->slots; k++) {
            if (table->slot[k].thing != NULL) larger.slot[place_of(&larger, table->slot[k].key)] = table->slot[k];
        }
        free(table->slot);
        *table = larger;
    }
    table->slot[place_of(table, key)] = (slot){key, thing};
    table->used++;
    return CK_OK;
}

/* All on which it hangs what a deal meets, but for the deal. */
static ck_law_key key_of_follow(const join *join, const follow *follow) {
    const ck_law_use *use = join->use;
    ck_law_key key = {0, 0};
    add_word(&key, (uint64_t)follow->effect << 32 | (uint32_t)follow->known.day);
    add_word(&key, (uint64_t)follow->rule_count << 33 | (uint64_t)follow->duty_count << 1 | use->as_written);
    for (uint32_t k = 0; k < follow->rule_count; k++) add_word(&key, follow->rule[k]);
    for (uint32_t k = 0; k < follow->duty_count; k++) add_word(&key, follow->duty[k]);
    add_word(&key, (uint64_t)follow->ask_count << 32 | use->reading_count);
    for (uint32_t k = 0; k < follow->ask_count; k++) add_word(&key, follow->ask[k]);
    for (uint32_t k = 0; k < use->reading_count; k++) add_word(&key, use->reading[k]);
    for (uint32_t k = 0; k < follow->period_count; k++) {
        add_word(&key, (uint64_t)follow->period[k].state << 32 | (uint32_t)follow->period[k].from.day);
    }
    return key;
}

static bool same_flow(const ck_law_flow *a, const ck_law_flow *b) {
    return a->item == b->item && a->made_in == b->made_in && a->origin == b->origin && a->destination == b->destination &&
           a->end_use == b->end_use && a->maker == b->maker && a->user == b->user;
}

/* ---------------------------------------------------------------- facts ------------------------------------------- */

static ck_status bind(ck_law_recall *recall, const ck_deal *deal, ck_diags *diags) {
    recall->facts = NULL;
    if (deal == NULL) return ck_host_no_memory(diags);
    const size_t bytes = ck_deal_bytes(recall->law, deal);
    if (bytes > recall->facts_bytes) {
        free(recall->facts_block);
        recall->facts_bytes = (2 * bytes + 15) & ~(size_t)15;
        recall->facts_block = aligned_alloc(16, recall->facts_bytes);
        if (recall->facts_block == NULL) {
            recall->facts_bytes = 0;
            return ck_host_no_memory(diags);
        }
    }
    return ck_deal_bind(recall->law, deal, recall->facts_block, recall->facts_bytes, &recall->facts, diags);
}

/* What regimes read of the flow beside its goods: of flows of all goods between the same parties the same. */
static ck_status look_at(ck_law_recall *recall, const ck_law_flow *flow, ck_diags *diags) {
    if (recall->key != NULL && same_flow(&recall->looked_at, flow)) return CK_OK;
    ck_law_key name = {0, 0};
    add_word(&name, (uint64_t)flow->origin << 32 | flow->destination);
    add_word(&name, (uint64_t)flow->end_use << 1 | (flow->made_in != flow->origin));
    add_word(&name, (uint64_t)flow->maker << 32 | flow->user);
    recall->looked_at = *flow;
    recall->key = find(&recall->flows, name);
    if (recall->key != NULL) return CK_OK;
    ck_law_key *key = ck_host_take(&recall->arena, (size_t)ck_law_count(recall->law, CK_LAW_REGIME) + 1, sizeof *key);
    if (key == NULL) return ck_host_no_memory(diags);
    CK_TRY(bind(recall, ck_law_deals_beside_goods(recall->deals, flow), diags));
    ck_law_read(recall->reader, recall->facts, key);
    recall->facts = NULL;
    if (put(&recall->flows, name, key) < 0) return ck_host_no_memory(diags);
    recall->key = key;
    return CK_OK;
}

/* The flow bound to the law, and a work that is large enough for it. */
static ck_status bind_flow(ck_law_recall *recall, const ck_law_flow *flow, ck_diags *diags) {
    if (recall->facts != NULL && same_flow(&recall->bound, flow)) return CK_OK;
    CK_TRY(bind(recall, ck_law_deals_get(recall->deals, flow), diags));
    recall->bound = *flow;
    const ck_law_work_size need = ck_law_work_default(recall->facts, CK_DETAIL_ANSWER);
    ck_law_work_size *have = &recall->work_size;
    if (recall->work != NULL && need.items <= have->items && need.parties <= have->parties && need.technologies <= have->technologies &&
        need.rows <= have->rows) {
        return CK_OK;
    }
    have->items = ck_max_u32(2 * need.items, have->items);
    have->parties = ck_max_u32(need.parties, have->parties);
    have->technologies = ck_max_u32(2 * need.technologies, have->technologies);
    have->rows = ck_max_u32(2 * need.rows, have->rows);
    const size_t size = ck_law_work_bytes(recall->law, *have);
    free(recall->work_block);
    recall->work = NULL;
    recall->work_block = aligned_alloc(16, (size + 15) & ~(size_t)15);
    if (recall->work_block == NULL) return ck_host_no_memory(diags);
    return ck_law_work_start(recall->law, *have, recall->work_block, size, &recall->work);
}

/* ---------------------------------------------------------------- what is met ------------------------------------- */

ck_status ck_law_recall_meet(join *join, const follow *follow, const ck_law_flow *flow, const ck_law_found **found) {
    ck_law_recall *recall = join->recall;
    *found = NULL;
    CK_TRY(look_at(recall, flow, join->diags));
    ck_law_key key = key_of_follow(join, follow);
    add_word(&key, (uint64_t)flow->item << 32 | flow->made_in);
    for (uint32_t k = 0; k < follow->ask_count; k++) {
        add_word(&key, recall->key[follow->ask[k]].a);
        add_word(&key, recall->key[follow->ask[k]].b);
    }
    *found = find(&recall->met, key);
    if (*found != NULL) return CK_OK;
    CK_TRY(bind_flow(recall, flow, join->diags));
    ck_law_found *made = ck_host_take(&recall->arena, 1, sizeof *made);
    if (made == NULL) return ck_host_no_memory(join->diags);
    made->wanted.each = sizeof(ck_law_wanted);
    const ck_status status = ck_law_meet(join, follow, recall->work, recall->facts, flow->item, &recall->arena, made);
    if (status < 0) return status;
    *found = made;
    if (status == CK_NOTED) return CK_OK;                            // what was noted is noted of each flow
    return put(&recall->met, key, made) < 0 ? ck_host_no_memory(join->diags) : CK_OK;
}

/* ---------------------------------------------------------------- life -------------------------------------------- */

const ck_law_parties *ck_law_recall_parties(const ck_law_recall *recall) {
    return recall->parties;
}

const ck_law_deals *ck_law_recall_deals(const ck_law_recall *recall) {
    return recall->deals;
}

static ck_status open_all(ck_law_recall *made, const ck_world *world, const ck_model *model, ck_diags *diags) {
    CK_TRY(ck_law_parties_open(world, model, made->law, &made->parties, diags));
    CK_TRY(ck_law_deals_open(world, model, made->law, made->parties, &made->deals, diags));
    const size_t bytes = (ck_law_reader_bytes(made->law) + 15) & ~(size_t)15;
    made->reader_block = aligned_alloc(16, bytes);
    if (made->reader_block == NULL) return ck_host_no_memory(diags);
    return ck_law_reader_start(made->law, made->reader_block, bytes, &made->reader);
}

ck_status ck_law_recall_open(const ck_world *world, const ck_model *model, const ck_law *law, ck_law_recall **recall, ck_diags *diags) {
    *recall = NULL;
    ck_law_recall *made = calloc(1, sizeof *made);
    if (made == NULL) return ck_host_no_memory(diags);
    made->law = law;
    const ck_status status = open_all(made, world, model, diags);
    if (status < 0) ck_law_recall_free(made);
    else *recall = made;
    return status;
}

void ck_law_recall_free(ck_law_recall *recall) {
    if (recall == NULL) return;
    ck_law_deals_free(recall->deals);
    ck_law_parties_free(recall->parties);
    ck_host_arena_free(&recall->arena);
    free(recall->reader_block);
    free(recall->facts_block);
    free(recall->work_block);
    free(recall->flows.slot);
    free(recall->met.slot);
    free(recall);
}
