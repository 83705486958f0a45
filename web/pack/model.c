/* The chance of the next bit, and the coder that it drives. For each context of a byte a cell holds what came after it
   before; two numbers of each cell, and the matches, are inputs of two mixers whose weights learn from every bit; what they
   tell together is corrected by what it was wrong by. Rates and first weights were chosen on the page's own files. */
#include "pack.h"

enum { ALWAYS, MATCH, FIRST = MATCH + PACK_MATCHES, MIXERS = 2, EVEN = 1 << 15 };
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
    for (int k = 0; k < 8; k++) model->rate[k] = (int)(32768 / ((k < 7 ? (float)k : 26) + 1.1f));
    for (unsigned kind = 0; kind < PACK_KINDS; kind++) {
        for (unsigned k = 0; k < 256; k++) {
            for (int context = 0; context < PACK_CONTEXTS; context++) model->after[kind][context][k] = first_chance(k);
        }
        for (int k = 0; k < PACK_LENGTHS; k++) model->match[kind][0][k] = model->match[kind][1][k] = (uint16_t)(EVEN + 1000 * k);
        for (int k = 0; k < MIXERS; k++) model->trust[kind][k] = 0.45f;
    }
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

static float total(pack_quad sum) {
    return sum[0] + sum[1] + (sum[2] + sum[3]);
}

/* What the mixers say to the inputs. A weight lies in its table as what it differs from the first one by. */
static void tell(pack_quad *const weight[MIXERS], const pack_quad *input, unsigned quads, float said[MIXERS]) {
    pack_quad all = {0}, sum[MIXERS] = {{0}};
    for (unsigned k = 0; k < quads; k++) {
        all += input[k];
        for (int mixer = 0; mixer < MIXERS; mixer++) sum[mixer] += weight[mixer][k] * input[k];
    }
    for (int mixer = 0; mixer < MIXERS; mixer++) {
        const float x = total(sum[mixer]) + 0.12f * total(all);
        said[mixer] = x < -WIDEST ? -WIDEST : x > WIDEST ? WIDEST : x;
    }
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
static uint32_t learnt(const pack_model *model, uint32_t cell, bool bit) {
    const int chance = (int)(cell >> 16), now = chance + (((bit ? 65535 : 0) - chance) * model->rate[31 - __builtin_clz(cell >> 8 & 255)] >> 15);
    const uint32_t history = (cell >> 7 & 510) | bit;
    return (uint32_t)now << 16 | (history > 255 ? 128 | (history & 127) : history) << 8 | (cell & 255);
}

static uint32_t spread(uint32_t hash) {
    hash ^= hash >> 15;
    hash *= 0x2c1b3c6du;
    return hash ^ hash >> 13;
}

uint8_t pack_byte(pack_model *model, pack_coder *coder, const pack_contexts *contexts, uint8_t byte) {
    const unsigned kind = contexts->kind, count = contexts->count, quads = (FIRST + 2 * count + 3) / 4;
    union { pack_quad quad[PACK_QUADS]; float one[4 * PACK_QUADS]; } input = {0};
    uint32_t row[PACK_CONTEXTS], *cell[PACK_CONTEXTS], value[PACK_CONTEXTS];
    uint16_t *after[PACK_CONTEXTS], *match[PACK_MATCHES];
    bool matching[PACK_MATCHES], foretold[PACK_MATCHES];
    for (int k = 0; k < PACK_MATCHES; k++) {
        const unsigned length = contexts->matched[k] < PACK_LENGTHS ? contexts->matched[k] : PACK_LENGTHS - 1;
        match[k] = &model->match[kind][k][length];
        matching[k] = length > 0;
    }
    input.one[ALWAYS] = 0.5f;
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
            after[k] = &model->after[kind][k][value[k] >> 8 & 255];
            input.one[FIRST + 2 * k] = model->stretch[value[k] >> 20];
            input.one[FIRST + 2 * k + 1] = model->stretch[*after[k] >> 4];
        }
        for (int k = 0; k < PACK_MATCHES; k++) {
            foretold[k] = contexts->expected[k] >> (7 - place) & 1;
            matching[k] = matching[k] && (contexts->expected[k] | 256) >> (8 - place) == bits;
            const float sure = matching[k] ? model->stretch[*match[k] >> 4] : 0;
            input.one[MATCH + k] = foretold[k] ? sure : -sure;
        }

        pack_quad *weight[MIXERS] = {model->by_bits[contexts->before][bits], model->by_choice[contexts->choice]};
        float said[MIXERS], sum = 0;
        tell(weight, input.quad, quads, said);
        for (int k = 0; k < MIXERS; k++) sum += said[k] * model->trust[kind][k];
        const float mixed = squash(model, sum);

        const float along = (sum < -7.99f ? -7.99f : sum > 7.99f ? 7.99f : sum) * 2 + 16, part = along - (float)(int)along;
        int16_t *wrong = &model->wrong[kind << 8 | bits][(int)along];
        const float chance = mixed * 65536 + (float)wrong[0] * (1 - part) + (float)wrong[1] * part;

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
            *cell[k] = learnt(model, value[k], bit) ^ EMPTY;
        }
        for (int k = 0; k < PACK_MATCHES; k++) {
            if (matching[k]) follow(match[k], foretold[k] == bit, 5);
        }
        wrong += part > 0.5f;
        *wrong = (int16_t)(*wrong + (((int)((one - mixed) * 32767) - *wrong) >> 6));
    }
    return (uint8_t)bits;
}
