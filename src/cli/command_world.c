#include "cli/commands.h"
#include "cli/load.h"

#include <stdlib.h>
#include <string.h>

/* ---- world check ---- */

static int world_check(const char *folder, bool source, bool json) {
    ck_host_world world = {0};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_host_world_read(folder, &world, &diags);
    if (status >= 0) status = ck_host_worse(status, ck_load_check(&world.world, !source, &diags));
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && !json) {
        printf("%s is sound%s: %u regions, %u items, %u sites, %u industries, %u flows, %u sources\n", folder,
               source ? " as a source world (balance not asked)" : " and in balance", world.world.region_count,
               world.world.item_count, world.world.site_count, world.world.industry_count, world.world.flow_count,
               world.source_count);
    }
    ck_host_world_free(&world);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

/* ---- world build ---- */

static void print_margins(const ck_world *world, const ck_balance_report *report) {
    printf("\npublished margins and what the built world reaches\n%-14s %-34s %-7s %-8s %14s %14s %9s\n", "kind",
           "item", "region", "partner", "published", "reached", "miss");
    for (uint32_t m = 0; m < report->margin_count; m++) {
        const ck_balance_margin *margin = &report->margin[m];
        const ck_margin_row *row = &world->margin[margin->margin];
        const double miss = margin->published != 0.0 ? 100.0 * (margin->reached / margin->published - 1.0) : 0.0;
        printf("%-14s %-34s %-7s %-8s %14.6g %14.6g %8.1f%%\n", row->kind, row->item, row->region, row->partner,
               margin->published, margin->reached, miss);
    }
}

static void print_changes(const ck_world *world, const ck_balance_report *report) {
    printf("\nwhat was changed to bring the items into balance\n%-30s %14s %14s %10s %9s %14s %6s %9s\n", "item",
           "use a year", "output a year", "intensity", "output", "without use", "rounds", "residual");
    for (uint32_t k = 0; k < report->item_count; k++) {
        const ck_balance_item *item = &report->item[k];
        printf("%-30s %14.6g %14.6g %9.3fx %8.3fx %14.6g %6u %9.1e\n", world->item[item->item].item, item->use,
               item->output, item->intensity_factor, item->output_factor, item->discarded, item->ras_rounds,
               item->ras_residual);
    }
}

static ck_status write_built(const char *folder, const ck_world *built, const ck_host_world *source, ck_diags *diags) {
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_folder_make(folder, diags);
    if (status >= 0) status = ck_host_world_write(folder, built, source->source, source->source_count, &batch, diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static int world_build(const char *from, const char *to) {
    ck_host_world source = {0};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    void *block = NULL;
    ck_world built = {0};
    ck_balance_report report = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_host_world_read(from, &source, &diags);
    if (status >= 0) status = ck_load_check(&source.world, false, &diags);
    if (status >= 0) {
        const size_t bytes = ck_world_balance_bytes(&source.world);
        block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
        status = block == NULL ? ck_host_no_memory(&diags)
                               : ck_world_balance(&source.world, block, bytes, &built, &report, &diags);
    }
    if (status >= 0) status = ck_host_worse(status, ck_load_check(&built, true, &diags));
    if (status >= 0) {
        const ck_status written = write_built(to, &built, &source, &diags);
        status = ck_host_worse(status, written);
    }
    ck_host_print_diags(stderr, &diags, false);
    if (status >= 0) {
        printf("%s -> %s: %u flows from %u known ones\n", from, to, built.flow_count, source.world.flow_count);
        print_margins(&built, &report);
        print_changes(&built, &report);
    }
    free(block);
    ck_host_world_free(&source);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

/* ---- world show ---- */

static double output_of(const ck_model *model, uint32_t site, uint32_t item) {
    const ck_site_info info = ck_model_site(model, site);
    if (info.kind == CK_SITE_MARKET || info.kind == CK_SITE_FINAL_USE || info.kind == CK_SITE_STOCKPILE) return 0.0;
    double sum = 0.0;
    for (uint32_t p = info.first_product; p < info.first_product + info.product_count; p++) {
        const ck_product_info product = ck_model_product(model, p);
        if (product.item == item) sum += product.base_output;
    }
    return sum;
}

typedef struct region_share {
    uint32_t region;
    double value;
} region_share;
static int compare_shares(const void *a, const void *b) {
    const region_share *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return x->region < y->region ? -1 : x->region > y->region;
}

static void print_shares(const ck_model *model, region_share *share, uint32_t regions, double total, uint32_t most) {
    qsort(share, regions, sizeof *share, compare_shares);
    for (uint32_t r = 0; r < regions && r < most && share[r].value > 0.0005 * total; r++) {
        printf("%s%s %.1f%%", r == 0 ? "" : ", ", ck_model_region(model, share[r].region).id,
               100.0 * share[r].value / total);
    }
    printf("\n");
}

static void region_zero(region_share *share, uint32_t regions) {
    for (uint32_t r = 0; r < regions; r++) share[r] = (region_share){r, 0.0};
}

/* One line an item: world output a year and the largest makers. */
static void show_items(const ck_model *model, region_share *share, uint32_t regions) {
    const ck_model_counts counts = ck_model_count(model);
    printf("%-30s %-9s %-16s %14s %-5s  %s\n", "item", "tier", "group", "output a year", "unit", "made in");
    for (uint32_t i = 0; i < counts.items; i++) {
        const ck_item_info item = ck_model_item(model, i);
        double total = 0.0;
        region_zero(share, regions);
        for (uint32_t s = 0; s < counts.sites; s++) {
            const double output = 365.0 * output_of(model, s, i);
            share[ck_model_site(model, s).region].value += output;
            total += output;
        }
        printf("%-30s %-9s %-16s %14.6g %-5s  ", item.id, item.tier, ck_model_group(model, item.group), total,
               item.unit);
        if (total > 0.0)
            print_shares(model, share, regions, total, 5);
        else
            printf("-\n");
    }
}

static double flow_sum(const ck_model *model, uint32_t item, uint32_t region, bool out, region_share *partner) {
    double sum = 0.0;
    const uint32_t flows = ck_model_count(model).flows;
    for (uint32_t f = 0; f < flows; f++) {
        const ck_flow_info flow = ck_model_flow(model, f);
        if (!flow.bilateral || flow.item != item || (out ? flow.origin : flow.destination) != region) continue;
        if (partner != NULL) partner[out ? flow.destination : flow.origin].value += 365.0 * flow.base_quantity;
        sum += 365.0 * flow.base_quantity;
    }
    return sum;
}

static double use_of(const ck_model *model, uint32_t item, uint32_t region) {
    double sum = 0.0;
    const uint32_t slots = ck_model_count(model).slots;
    for (uint32_t k = 0; k < slots; k++) {
        const ck_slot_info slot = ck_model_slot(model, k);
        if (slot.item != item) continue;
        const ck_site_info site = ck_model_site(model, slot.site);
        if (site.kind != CK_SITE_MARKET && site.region == region) sum += 365.0 * slot.base_use;
    }
    return sum;
}

/* The balance of one item: what every region makes, buys, sells, uses, and whom it buys from. */
static void show_item(const ck_model *model, uint32_t item, region_share *share, uint32_t regions) {
    const ck_item_info info = ck_model_item(model, item);
    printf("%s: %s, tier %s, %s a year, base price %.6g USD/%s\n\n", info.id, info.name, info.tier, info.unit,
           info.usd_per_unit, info.unit);
    printf("%-6s %13s %13s %13s %13s  %s\n", "region", "makes", "buys", "sells", "uses", "buys from");
    const uint32_t sites = ck_model_count(model).sites;
    for (uint32_t r = 0; r < regions; r++) {
        double makes = 0.0;
        for (uint32_t s = 0; s < sites; s++) {
            if (ck_model_site(model, s).region == r) makes += 365.0 * output_of(model, s, item);
        }
        region_zero(share, regions);
        const double buys = flow_sum(model, item, r, false, share), sells = flow_sum(model, item, r, true, NULL),
                     uses = use_of(model, item, r);
        if (makes + buys + sells + uses == 0.0) continue;
        printf("%-6s %13.6g %13.6g %13.6g %13.6g  ", ck_model_region(model, r).id, makes, buys, sells, uses);
        if (buys > 0.0)
            print_shares(model, share, regions, buys, 5);
        else
            printf("-\n");
    }
}

static int world_show(const char *folder, const char *item_id) {
    ck_loaded_model loaded = {0};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_load_model(folder, &loaded, &diags);
    ck_host_print_diags(stderr, &diags, false);
    if (status >= 0) {
        const uint32_t regions = ck_model_count(loaded.model).regions;
        region_share *share = calloc((size_t)regions + 1, sizeof *share);
        const uint32_t item = item_id != NULL ? ck_model_find_item(loaded.model, item_id) : CK_NONE;
        if (share == NULL)
            status = CK_E_MEMORY;
        else if (item_id != NULL && item == CK_NONE) {
            ck_usage_error(&CK_COMMAND_WORLD, "the world has no item \"%s\"; \"world show\" without --item lists them",
                           item_id);
            status = CK_E_UNKNOWN;
        } else if (item_id != NULL)
            show_item(loaded.model, item, share, regions);
        else
            show_items(loaded.model, share, regions);
        free(share);
    }
    ck_loaded_model_free(&loaded);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static int command_world(const ck_arguments *arguments) {
    const char *what = arguments->operand[0];
    if (strcmp(what, "check") == 0 && arguments->operand_count == 2) {
        return world_check(arguments->operand[1], ck_argument_given(arguments, "source"),
                           ck_argument_given(arguments, "json"));
    }
    if (strcmp(what, "build") == 0 && arguments->operand_count == 3)
        return world_build(arguments->operand[1], arguments->operand[2]);
    if (strcmp(what, "show") == 0 && arguments->operand_count == 2)
        return world_show(arguments->operand[1], ck_argument_text(arguments, "item", NULL));
    return ck_usage_error(&CK_COMMAND_WORLD, "expected check FOLDER, build SOURCE OUT or show FOLDER");
}

static const ck_option WORLD_OPTIONS[] = {{"source", NULL, "check: the folder is a source world, not yet in balance"},
                                          {"item", "ITEM", "show: the balance of one item by region"},
                                          {"json", NULL, "check: diagnostics as JSON"},
                                          {NULL, NULL, NULL}};

const ck_command CK_COMMAND_WORLD = {.name = "world",
                                     .summary = "check, build and show worlds",
                                     .usage = "check FOLDER | build SOURCE OUT | show FOLDER [--item ITEM]",
                                     .description = "check proves that a world is sound: columns, units, references, "
                                                    "ranges, and mass balance at every market and site. "
                                                    "build turns a source world into a balanced one and prints what "
                                                    "every published margin came to and what was changed. "
                                                    "show prints who makes what, or the balance of one item by "
                                                    "region.\n\nThe tables are described in docs/world-format.md.",
                                     .example = "chokepoint world show worlds/rare-earths --item ndfeb-magnet-heavy",
                                     .option = WORLD_OPTIONS,
                                     .least = 2,
                                     .most = 3,
                                     .run = command_world};
