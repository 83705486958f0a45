/* The chance of the next bit, and the coder that it drives. For each context of a byte a cell holds what came after it
   before; two numbers of each cell, and the match, are inputs of two mixers whose weights learn from every bit; what they
   tell together is refined by how often it was right. Rates and first weights were chosen on the page's own files. */
#include "pack.h"

enum { MATCH = PACK_CONTEXTS, HISTORY = MATCH + 1, ALWAYS = 4 * PACK_QUADS - 1, EVEN = 1 << 15 };
#define WIDEST 12.0f

void pack_model_start(pack_model *model) {
    for (int k = 0; k < 4096; k++) {
        double power = 1 + (2048 - k) * (24.0 / 4096) / (1 << 20);
        for (int times = 0; times < 20; times++) power *= power;
        model->squash[k] = (float)(1 / (1 + power));
    }
    for (int k = 0, at = 0; k < 2048; k++) {
        while (at < 4095 && model->squash[at] < ((float)k + 0.5f) / 2048) at++;
        model->stretch[k] = (float)(at - 2048) * (24.0f / 4096);
    }
    for (int k = 0; k < 32; k++) {
        int ones = 0, bits = 0;
        for (int left = k; left > 1; left >>= 1, bits++) ones += left & 1;
        const uint16_t chance = (uint16_t)((65536 * (5 * ones + 2)) / (5 * bits + 4));
        for (int kind = 0; kind < PACK_KINDS; kind++) {
            for (int context = 0; context < PACK_CONTEXTS; context++) model->after[kind][context][k] = chance;
        }
        model->match[k] = (uint16_t)(EVEN + 1000 * k);
        model->rate[k] = (int)(65536 / ((bits < 4 ? (float)bits : 8) + 1.4f));
        model->sure[k] = bits == 0 ? 0 : 1 + 0.1f * (float)(4 - bits);
    }
    for (int row = 0; row < PACK_KINDS << 8; row++) {
        for (int k = 0; k < 33; k++) model->refined[row][k] = (uint16_t)(65535 * model->squash[(k - 16) * 85 + 2048]);
    }
    const pack_quad start = {0.13f, 0.13f, 0.13f, 0.13f};
    for (pack_quad *weight = model->by_bits[0][0]; weight <= &model->by_choice[PACK_CHOICES - 1][PACK_QUADS - 1]; weight++) *weight = start;
    for (int kind = 0; kind < PACK_KINDS; kind++) model->trust[kind][0] = model->trust[kind][1] = 0.5f;
    model->haste = 0.05f;
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

static float told(const pack_quad *weight, const pack_quad *input) {
    pack_quad sum = weight[0] * input[0];
    for (int k = 1; k < PACK_QUADS; k++) sum += weight[k] * input[k];
    const float all = sum[0] + sum[1] + (sum[2] + sum[3]);
    return all < -WIDEST ? -WIDEST : all > WIDEST ? WIDEST : all;
}

static void learn(pack_quad *weight, const pack_quad *input, float error) {
    const pack_quad step = {error, error, error, error};
    for (int k = 0; k < PACK_QUADS; k++) weight[k] += step * input[k];
}

/* A chance of 16 bits moves by 2^-slow of what it is wrong by. */
static void follow(uint16_t *chance, bool bit, int slow) {
    *chance = (uint16_t)(*chance + (((bit ? 65535 : 0) - *chance) >> slow));
}

/* A cell as it counts: nothing yet is an even chance and no bits. */
static unsigned value_of(uint16_t cell) {
    return cell ^ (1024u << 5 | 1);
}

/* The fewer bits a cell has seen, the more the next one counts. */
static uint16_t learnt(const pack_model *model, uint16_t cell, bool bit) {
    const unsigned value = value_of(cell), past = (value & 31) << 1 | bit;
    const int chance = (int)(value >> 4 | 1), now = chance + (((bit ? 4095 : 0) - chance) * model->rate[value & 31] >> 16);
    return (uint16_t)value_of((uint16_t)(now >> 1 << 5 | (int)(past > 31 ? 16 | (past & 15) : past)));
}

static uint32_t spread(uint32_t hash) {
    hash ^= hash >> 15;
    hash *= 0x2c1b3c6du;
    return hash ^ hash >> 13;
}

uint8_t pack_byte(pack_model *model, pack_coder *coder, const pack_contexts *contexts, uint8_t byte) {
    const unsigned kind = contexts->kind, count = contexts->count;
    union { pack_quad quad[PACK_QUADS]; float one[4 * PACK_QUADS]; } input = {0};
    uint32_t row[PACK_CONTEXTS];
    uint16_t *cell[PACK_CONTEXTS], *after[PACK_CONTEXTS];
    bool matching = contexts->matched > 0;
    input.one[ALWAYS] = 0.3f;
    unsigned bits = 1;
    for (unsigned place = 0; place < 8; place++) {
        /* Half a byte's cells lie together, in one line of the cache. */
        if (place % 4 == 0) {
            for (unsigned k = 0; k < count; k++) row[k] = spread((contexts->hash[k] + bits) * 0x9e3779b1u) & contexts->cells;
        }
        const unsigned node = place < 4 ? bits : 1u << (place - 4) | (bits & ((1u << (place - 4)) - 1));
        for (unsigned k = 0; k < count; k++) {
            cell[k] = &model->cell[row[k] ^ node];
            const unsigned value = value_of(*cell[k]);
            after[k] = &model->after[kind][k][value & 31];
            input.one[k] = model->stretch[value >> 5] * model->sure[value & 31];
            input.one[HISTORY + k] = model->stretch[*after[k] >> 5];
        }
        const bool foretold = contexts->expected >> (7 - place) & 1;
        matching = matching && (contexts->expected | 256) >> (8 - place) == bits;
        uint16_t *match = &model->match[contexts->matched > 31 ? 31 : contexts->matched];
        const float sure = matching ? model->stretch[*match >> 5] : 0;
        input.one[MATCH] = foretold ? sure : -sure;

        pack_quad *weight[] = {model->by_bits[contexts->before][bits], model->by_choice[contexts->choice]};
        float said[2], sum = 0;
        for (int k = 0; k < 2; k++) sum += (said[k] = told(weight[k], input.quad)) * model->trust[kind][k];
        const float mixed = squash(model, sum);

        const float along = (sum < -7.99f ? -7.99f : sum > 7.99f ? 7.99f : sum) * 2 + 16, part = along - (float)(int)along;
        uint16_t *refined = &model->refined[kind << 8 | bits][(int)along];
        float chance = mixed + ((float)refined[0] * (1 - part) + (float)refined[1] * part) / 65536;
        chance *= 32768;

        const bool bit = code_bit(coder, byte >> (7 - place) & 1, chance < 1 ? 1 : chance > 65535 ? 65535 : (uint32_t)chance);
        bits = bits << 1 | bit;

        const float one = bit, haste = 0.007f + model->haste;
        model->haste *= 0.99999f;
        for (int k = 0; k < 2; k++) {
            model->trust[kind][k] += (one - mixed) * 0.002f * said[k];
            learn(weight[k], input.quad, (one - squash(model, said[k])) * haste);
        }
        for (unsigned k = 0; k < count; k++) {
            follow(after[k], bit, 7);
            *cell[k] = learnt(model, *cell[k], bit);
        }
        if (matching) follow(match, foretold == bit, 6);
        follow(&refined[part > 0.5f], bit, 6);
    }
    return (uint8_t)bits;
}
