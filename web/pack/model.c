/* The chance of the next bit, and the coder that it drives. For each context of a byte a cell holds what came after it
   before; two numbers of each cell, and the matches, are inputs of three mixers whose weights learn from every bit; what they
   tell together is refined twice by how often it was right. Rates and first weights were chosen on the page's own files. */
#include "pack.h"

enum { ALWAYS, MATCH, FIRST = MATCH + PACK_MATCHES, MIXERS = 3, EVEN = 1 << 15 };
#define EMPTY 0x80000100u /* a cell that has seen nothing; it lies in the table as zeros */
#define WIDEST 12.0f

/* Chance of a one after bits that are told behind a leading one: the other kind counts less with every bit that it is not. */
static uint16_t first_chance(unsigned history) {
    float ones = 0.52f, zeros = 0.52f;
    for (unsigned k = 128; k > 0; k /= 2) {
        if (history < 2 * k) continue;
        if (history & k) ones += 1, zeros *= 0.65f;
        else zeros += 1, ones *= 0.65f;
    }
    return (uint16_t)(65535 * ones / (ones + zeros));
}

static void start_steps(const pack_model *model, uint16_t (*row)[PACK_STEPS], int rows) {
    for (; rows > 0; rows--, row++) {
        for (int k = 0; k < PACK_STEPS; k++) (*row)[k] = (uint16_t)(65535 * model->squash[(k - 16) * 85 + 2048]);
    }
}

void pack_model_start(pack_model *model) {
    for (int k = 0; k < 4096; k++) {
        double power = 1 + (2048 - k) * (24.0 / 4096) / (1 << 20);
        for (int times = 0; times < 20; times++) power *= power;
        model->squash[k] = (float)(1 / (1 + power));
    }
    for (int k = 0, at = 0; k < 4096; k++) {
        while (at < 4095 && model->squash[at] < ((float)k + 0.5f) / 4096) at++;
        model->stretch[k] = (float)(at - 2048) * (24.0f / 4096);
    }
    for (int k = 0; k < 8; k++) {
        model->rate[k] = (int)(32768 / ((k < 7 ? (float)k : 20) + 1.2f));
        model->sure[k] = k == 0 ? 0 : 1.06f - 0.02f * (float)k;
    }
    for (unsigned kind = 0; kind < PACK_KINDS; kind++) {
        for (unsigned k = 0; k < 256; k++) {
            for (int context = 0; context < PACK_CONTEXTS; context++) model->after[kind][context][k] = first_chance(k);
        }
        for (int k = 0; k < PACK_LENGTHS; k++) model->match[kind][0][k] = model->match[kind][1][k] = (uint16_t)(EVEN + 1000 * k);
        for (int k = 0; k < MIXERS; k++) model->trust[kind][k] = 0.3f;
    }
    start_steps(model, model->by_kind, PACK_KINDS << 8);
    start_steps(model, model->by_last, 1 << 16);
    const pack_quad *last = &model->by_match[PACK_KINDS - 1][3 * PACK_LENGTHS - 1][PACK_QUADS - 1], start = {0.13f, 0.13f, 0.13f, 0.13f};
    for (pack_quad *weight = model->by_bits[0][0]; weight <= last; weight++) *weight = start;
    model->haste = 0.019f;
}

/* ---------------------------------------------------------------- coder --------------------------------------------- */

void pack_coder_start(pack_coder *coder, bool packing, uint8_t *bytes, size_t size) {
    *coder = (pack_coder){.packing = packing, .bytes = bytes, .size = size, .high = ~0u};
    for (int k = 0; k < 4 && !packing; k++) coder->code = coder->code << 8 | (coder->at < size ? bytes[coder->at] : 0), coder->at++;
}

/* Every bit takes its part of the range from low to high; bytes on which both agree are done. `chance` of a one: 1 .. 65535 of 65536. */
static bool code_bit(pack_coder *coder, bool bit, uint32_t chance) {
    const uint32_t middle = coder->low + (uint32_t)((uint64_t)(coder->high - coder->low) * chance >> 16);
    if (!coder->packing) bit = coder->code <= middle;
    if (bit) coder->high = middle;
    else coder->low = middle + 1;
    for (; (coder->low ^ coder->high) >> 24 == 0; coder->low <<= 8, coder->high = coder->high << 8 | 255, coder->at++) {
        const bool inside = coder->at < coder->size;
        if (!coder->packing) coder->code = coder->code << 8 | (inside ? coder->bytes[coder->at] : 0);
        else if (inside) coder->bytes[coder->at] = (uint8_t)(coder->high >> 24);
    }
    return bit;
}

void pack_coder_end(pack_coder *coder) {
    for (int k = 0; k < 4; k++, coder->at++, coder->high <<= 8) {
        if (coder->at < coder->size) coder->bytes[coder->at] = (uint8_t)(coder->high >> 24);
    }
}

/* ---------------------------------------------------------------- model --------------------------------------------- */

static float squash(const pack_model *model, float x) {
    return model->squash[x < -WIDEST ? 0 : x >= WIDEST ? 4095 : (int)((x + WIDEST) * (4096 / (2 * WIDEST)))];
}

static float told(const pack_quad *weight, const pack_quad *input, unsigned quads) {
    pack_quad sum = weight[0] * input[0];
    for (unsigned k = 1; k < quads; k++) sum += weight[k] * input[k];
    const float all = sum[0] + sum[1] + (sum[2] + sum[3]);
    return all < -WIDEST ? -WIDEST : all > WIDEST ? WIDEST : all;
}

static void learn(pack_quad *weight, const pack_quad *input, unsigned quads, float error) {
    const pack_quad step = {error, error, error, error};
    for (unsigned k = 0; k < quads; k++) weight[k] += step * input[k];
}

/* A chance of 16 bits moves by 2^-slow of what it is wrong by. */
static void follow(uint16_t *chance, bool bit, int slow) {
    *chance = (uint16_t)(*chance + (((bit ? 65535 : 0) - *chance) >> slow));
}

/* The fewer bits a cell has seen, the more the next one counts. */
static uint32_t learnt(const pack_model *model, uint32_t cell, unsigned seen, bool bit) {
    const int chance = (int)(cell >> 16), now = chance + (((bit ? 65535 : 0) - chance) * model->rate[seen] >> 15);
    const uint32_t history = (cell >> 7 & 510) | bit;
    return (uint32_t)now << 16 | (history > 255 ? 128 | (history & 127) : history) << 8 | (cell & 255);
}

static uint32_t spread(uint32_t hash) {
    hash ^= hash >> 15;
    hash *= 0x2c1b3c6du;
    return hash ^ hash >> 13;
}

/* Between the two steps next to a chance. */
static float refined(const uint16_t *step, float part) {
    return (float)step[0] * (1 - part) + (float)step[1] * part;
}

uint8_t pack_byte(pack_model *model, pack_coder *coder, const pack_contexts *contexts, uint8_t byte) {
    const unsigned kind = contexts->kind, count = contexts->count, quads = (FIRST + 2 * count + 3) / 4;
    union { pack_quad quad[PACK_QUADS]; float one[4 * PACK_QUADS]; } input = {0};
    uint32_t row[PACK_CONTEXTS], *cell[PACK_CONTEXTS], value[PACK_CONTEXTS];
    uint16_t *after[PACK_CONTEXTS], *match[PACK_MATCHES];
    unsigned seen[PACK_CONTEXTS], length[PACK_MATCHES];
    for (int k = 0; k < PACK_MATCHES; k++) {
        length[k] = contexts->matched[k] < PACK_LENGTHS ? contexts->matched[k] : PACK_LENGTHS - 1;
        match[k] = &model->match[kind][k][length[k]];
    }
    input.one[ALWAYS] = 0.3f;
    unsigned bits = 1;
    for (unsigned place = 0; place < 8; place++) {
        /* Half a byte's cells lie together, in one line of the cache. */
        if (place % 4 == 0) {
            for (unsigned k = 0; k < count; k++) row[k] = spread((contexts->hash[k] + bits) * 0x9e3779b1u);
        }
        const unsigned node = place < 4 ? bits : 1u << (place - 4) | (bits & ((1u << (place - 4)) - 1));
        for (unsigned k = 0; k < count; k++) {
            cell[k] = &model->cell[(row[k] ^ node) & contexts->cells];
            const uint32_t check = row[k] >> 24;
            value[k] = ((*cell[k] & 255) == check ? *cell[k] : check) ^ EMPTY; // what another context left counts as nothing
            const unsigned history = value[k] >> 8 & 255;
            seen[k] = 31 - (unsigned)__builtin_clz(history);
            after[k] = &model->after[kind][k][history];
            input.one[FIRST + 2 * k] = model->stretch[value[k] >> 20] * model->sure[seen[k]];
            input.one[FIRST + 2 * k + 1] = model->stretch[*after[k] >> 4];
        }
        bool foretold[PACK_MATCHES];
        for (int k = 0; k < PACK_MATCHES; k++) {
            if ((contexts->expected[k] | 256) >> (8 - place) != bits) length[k] = 0;
            foretold[k] = contexts->expected[k] >> (7 - place) & 1;
            const float sure = length[k] > 0 ? model->stretch[*match[k] >> 4] : 0;
            input.one[MATCH + k] = foretold[k] ? sure : -sure;
        }

        const unsigned like = length[0] == 0 ? 0 : (1u + foretold[0]) * PACK_LENGTHS + length[0];
        pack_quad *weight[MIXERS] = {model->by_bits[contexts->before][bits], model->by_choice[contexts->choice], model->by_match[kind][like]};
        float said[MIXERS], sum = 0;
        for (int k = 0; k < MIXERS; k++) sum += (said[k] = told(weight[k], input.quad, quads)) * model->trust[kind][k];
        const float mixed = squash(model, sum);

        const float along = (sum < -7.99f ? -7.99f : sum > 7.99f ? 7.99f : sum) * 2 + 16, part = along - (float)(int)along;
        uint16_t *by_kind = &model->by_kind[kind << 8 | bits][(int)along], *by_last = &model->by_last[contexts->last << 8 | bits][(int)along];
        const float chance = (mixed * 65536 + refined(by_kind, part) + refined(by_last, part)) * (1 / 3.0f);

        const bool bit = code_bit(coder, byte >> (7 - place) & 1, chance < 1 ? 1 : chance > 65535 ? 65535 : (uint32_t)chance);
        bits = bits << 1 | bit;

        const float one = bit, haste = 0.0077f + model->haste;
        model->haste *= 0.99999f;
        for (int k = 0; k < MIXERS; k++) {
            model->trust[kind][k] += (one - mixed) * 0.001f * said[k];
            learn(weight[k], input.quad, quads, (one - squash(model, said[k])) * haste);
        }
        for (unsigned k = 0; k < count; k++) {
            follow(after[k], bit, 7);
            *cell[k] = learnt(model, value[k], seen[k], bit) ^ EMPTY;
        }
        for (int k = 0; k < PACK_MATCHES; k++) {
            if (length[k] > 0) follow(match[k], foretold[k] == bit, 6);
        }
        follow(&by_kind[part > 0.5f], bit, 6);
        follow(&by_last[part > 0.5f], bit, 6);
    }
    return (uint8_t)bits;
}
