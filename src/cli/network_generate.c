#include "cli/network_generate.h"

#include "base/base.h"
#include "io/output.h"

/* Sizes follow Axtell (2001), Science 293, 1818: Pareto with index 1.06. Degrees: expected ones (Chung and Lu
   2002), a power of size times lognormal noise, so that in- and out-degrees have heavy tails and go with size; the
   powers are assumed. */
static const double SIZE_INDEX = 1.06, DEGREE_POWER = 0.6, DEGREE_NOISE = 0.5, VALUE_NOISE = 1.0, RECIPE_NOISE = 1.5;
static const double ESSENTIAL_SHARE = 0.1, NEGLIGIBLE_SHARE = 0.001;

typedef enum purpose { SECTOR = 1, SIZE, BUYS, SELLS, RECIPE, COUNT, INPUT, SUPPLIER, VALUE } purpose;
enum { TRIES = 32 };

typedef struct making {
    ck_network_recipe recipe;
    ck_random random;
    uint32_t *sector;                    // (firms)
    double   *size, *buys;               // (firms) size, expected links in
    double   *sells;                     // (firms, by sector) running sum within the sector
    uint32_t *first, *member;            // (sectors + 1), (firms by sector)
    uint32_t *last_buyer;                // (firms) that took this supplier, + 1
    double   *share;                     // (sectors x sectors) of a buyer's recipe: running sum over goods
    double    mean_buys;
} making;

static double factor(const making *at, uint32_t purpose, uint64_t index, double spread) {
    return ck_exp(spread * ck_random_normal(at->random, purpose, 0, index));
}

static bool take(making *at, ck_host_arena *arena) {
    const size_t firms = at->recipe.firms, sectors = at->recipe.sectors;
    at->sector = ck_host_take(arena, firms, sizeof *at->sector);
    at->size = ck_host_take(arena, firms, sizeof *at->size);
    at->buys = ck_host_take(arena, firms, sizeof *at->buys);
    at->sells = ck_host_take(arena, firms, sizeof *at->sells);
    at->member = ck_host_take(arena, firms, sizeof *at->member);
    at->last_buyer = ck_host_take(arena, firms, sizeof *at->last_buyer);
    at->first = ck_host_take(arena, sectors + 2, sizeof *at->first);
    at->share = ck_host_take(arena, sectors * sectors, sizeof *at->share);
    return at->sector != NULL && at->size != NULL && at->buys != NULL && at->sells != NULL && at->member != NULL &&
           at->last_buyer != NULL && at->first != NULL && at->share != NULL;
}

static void make_firms(making *at) {
    const uint32_t firms = at->recipe.firms, sectors = at->recipe.sectors;
    for (uint32_t f = 0; f < firms; f++) {
        at->sector[f] = f < sectors ? f : (uint32_t)(ck_random_unit(at->random, SECTOR, 0, f) * sectors);
        at->size[f] = ck_pow(1.0 - ck_random_unit(at->random, SIZE, 0, f), -1.0 / SIZE_INDEX);
        at->buys[f] = ck_pow(at->size[f], DEGREE_POWER) * factor(at, BUYS, f, DEGREE_NOISE);
        at->mean_buys += at->buys[f] / firms;
        at->first[at->sector[f] + 2]++;
    }
    for (uint32_t s = 2; s <= sectors; s++) at->first[s] += at->first[s - 1];
    for (uint32_t f = 0; f < firms; f++) at->member[at->first[at->sector[f] + 1]++] = f;
    for (uint32_t s = 0; s < sectors; s++) {
        double sum = 0.0;
        for (uint32_t k = at->first[s]; k < at->first[s + 1]; k++) {
            const uint32_t f = at->member[k];
            at->sells[k] = sum += ck_pow(at->size[f], DEGREE_POWER) * factor(at, SELLS, f, DEGREE_NOISE);
        }
    }
}

static void make_recipes(making *at) {
    const uint32_t sectors = at->recipe.sectors;
    for (uint32_t buyer = 0; buyer < sectors; buyer++) {
        double *share = at->share + (size_t)buyer * sectors, sum = 0.0, running = 0.0;
        for (uint32_t good = 0; good < sectors; good++)
            sum += share[good] = factor(at, RECIPE, (uint64_t)buyer * sectors + good, RECIPE_NOISE);
        for (uint32_t good = 0; good < sectors; good++) share[good] = running += share[good] / sum;
    }
}

/* The first of `count` running sums above `wanted`, the last one if none is. */
static uint32_t place_of(const double *running, uint32_t count, double wanted) {
    uint32_t low = 0, high = count - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (running[middle] > wanted) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* A supplier that the buyer does not have yet, CK_NONE when tries run out. */
static uint32_t find_supplier(making *at, uint32_t buyer, uint64_t link) {
    const uint32_t sectors = at->recipe.sectors;
    const double *share = at->share + (size_t)at->sector[buyer] * sectors;
    for (uint32_t try = 0; try < TRIES; try++) {
        const uint32_t good = place_of(share, sectors, ck_random_unit(at->random, INPUT, try, link));
        const uint32_t first = at->first[good], count = at->first[good + 1] - first;
        const double wanted = ck_random_unit(at->random, SUPPLIER, try, link) * at->sells[first + count - 1];
        const uint32_t supplier = at->member[first + place_of(at->sells + first, count, wanted)];
        if (supplier == buyer || at->last_buyer[supplier] == buyer + 1) continue;
        at->last_buyer[supplier] = buyer + 1;
        return supplier;
    }
    return CK_NONE;
}

static uint64_t write_links(FILE *out, making *at) {
    uint64_t links = 0, drawn = 0;
    fputs("supplier,buyer,value\n", out);
    for (uint32_t buyer = 0; buyer < at->recipe.firms && !ferror(out); buyer++) {
        const double expected = at->recipe.links_per_firm * at->buys[buyer] / at->mean_buys,
                     most = 0.5 * at->recipe.firms;
        const uint32_t count = (uint32_t)(ck_min(expected, most) + ck_random_unit(at->random, COUNT, 0, buyer));
        for (uint32_t k = 0; k < count; k++, drawn++) {
            const uint32_t supplier = find_supplier(at, buyer, drawn);
            if (supplier == CK_NONE) continue;
            fprintf(out, "f%u,f%u,%.6g\n", supplier + 1, buyer + 1,
                    at->size[buyer] / count * factor(at, VALUE, drawn, VALUE_NOISE));
            links++;
        }
    }
    return links;
}

static void write_firms(FILE *out, const making *at) {
    fputs("firm,sector\n", out);
    for (uint32_t f = 0; f < at->recipe.firms && !ferror(out); f++) fprintf(out, "f%u,s%u\n", f + 1, at->sector[f] + 1);
}

static void write_roles(FILE *out, const making *at) {
    const uint32_t sectors = at->recipe.sectors;
    fputs("good", out);
    for (uint32_t s = 0; s < sectors; s++) fprintf(out, ",s%u", s + 1);
    for (uint32_t good = 0; good < sectors; good++) {
        fprintf(out, "\ns%u", good + 1);
        for (uint32_t buyer = 0; buyer < sectors; buyer++) {
            const double *running = at->share + (size_t)buyer * sectors;
            const double share = running[good] - (good > 0 ? running[good - 1] : 0.0);
            fprintf(out, ",%d", share >= ESSENTIAL_SHARE ? 2 : share < NEGLIGIBLE_SHARE ? 0 : 1);
        }
    }
    fputc('\n', out);
}

ck_status ck_network_generate(ck_network_recipe recipe, const char *folder, uint64_t *links, ck_diags *diags) {
    static const char *const NAME[] = {"links.csv", "firms.csv", "essentiality.csv"};
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    making at = {.recipe = recipe, .random = {recipe.seed, 0}};
    ck_status status = take(&at, &arena) ? ck_host_folder_make(folder, diags) : ck_host_no_memory(diags);
    if (status >= 0) {
        make_firms(&at);
        make_recipes(&at);
    }
    for (int k = 0; k < 3 && status >= 0; k++) {
        FILE *out = NULL;
        const char *path = ck_host_path(&arena, folder, NAME[k]);
        status = path != NULL ? ck_host_batch_open(&batch, path, &out, diags) : ck_host_no_memory(diags);
        if (status < 0) break;
        if (k == 0) *links = write_links(out, &at);
        else if (k == 1) write_firms(out, &at);
        else write_roles(out, &at);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
    return status;
}
