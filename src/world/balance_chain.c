/* From the end of the chain upward: what is used decides what is made, or the other way round where output is known. */
#include "balance.h"

#define PASSES 200u       // over all items; the recycling loop needs a few
#define MARGIN_PASSES 40u // passes in which published shares are enforced
#define SETTLED 1e-13     // largest relative change of a pass that counts as none
#define OUTPUT_RANGE 2.0  // how far a scarce coproduct may raise estimated activities

/* ---------------------------------------------------------------- sums -------------------------------------------- */

/* Activity that a recipe runs at, in a region or (CK_NONE) in the world: units of its output a year. */
static double recipe_activity(const cki_balance *b, uint32_t recipe, uint32_t region) {
    double sum = 0.0;
    for (uint32_t at = b->recipe_first_site[recipe]; at < b->recipe_first_site[recipe + 1]; at++) {
        const uint32_t site = b->recipe_site[at];
        if (region == CK_NONE || b->index.site_region[site] == region) sum += b->built->site[site].output;
    }
    for (uint32_t at = b->recipe_first_industry[recipe]; at < b->recipe_first_industry[recipe + 1]; at++) {
        const uint32_t industry = b->recipe_industry[at];
        const ck_industry_row *row = &b->built->industry[industry];
        if (region == CK_NONE || b->index.industry_region[industry] == region) sum += row->output_musd * row->intensity;
    }
    return sum;
}

typedef struct item_sums {
    double use_estimate, use_derived, use_fixed, use_recycled;
    double main_estimate, main_fixed; // sites that make it as their main output; fixed: reported and derived
    double beside;                    // made beside other things
    double joint;                     // all output of joint recipes: what may be discarded
} item_sums;

static bool recipe_is_joint(const cki_index *index, uint32_t recipe) {
    if (recipe == CK_NONE) return false;
    for (uint32_t at = index->recipe_first[recipe]; at < index->recipe_first[recipe + 1]; at++) {
        const uint32_t row = index->recipe_row[at];
        if (!index->row_input[row] && index->world->recipe[row].quantity > 0.0) return true;
    }
    return false;
}

static void add_use(item_sums *sums, ck_grade grade, double quantity) {
    if (cki_is_estimate(grade))
        sums->use_estimate += quantity;
    else if (grade == CK_DERIVED)
        sums->use_derived += quantity;
    else
        sums->use_fixed += quantity;
}

static item_sums sums_of(const cki_balance *b, uint32_t item, uint32_t region) {
    const cki_index *index = &b->index;
    item_sums sums = {0};
    for (uint32_t at = b->item_first_row[item]; at < b->item_first_row[item + 1]; at++) {
        const uint32_t row = b->item_row[at], recipe = index->row_recipe[row];
        const double quantity = b->built->recipe[row].quantity * recipe_activity(b, recipe, region);
        if (!index->row_input[row])
            sums.beside += quantity;
        else if (index->recipe_recycles[recipe])
            sums.use_recycled += quantity;
        else
            add_use(&sums, b->world->recipe[row].row.grade, quantity);
    }
    for (uint32_t at = b->item_first_demand[item]; at < b->item_first_demand[item + 1]; at++) {
        const uint32_t row = b->item_demand[at];
        if (region != CK_NONE && index->demand_region[row] != region) continue;
        add_use(&sums, b->world->demand[row].row.grade, b->built->demand[row].quantity);
    }
    for (uint32_t at = b->item_first_site[item]; at < b->item_first_site[item + 1]; at++) {
        const uint32_t site = b->item_site[at];
        if (region != CK_NONE && index->site_region[site] != region) continue;
        const double output = b->built->site[site].output;
        if (cki_is_estimate(b->world->site[site].row.grade))
            sums.main_estimate += output;
        else
            sums.main_fixed += output;
        if (recipe_is_joint(index, index->site_recipe[site])) sums.joint += output;
    }
    sums.joint += sums.beside;
    return sums;
}

static double use_of(const item_sums *sums) {
    return sums->use_fixed + sums->use_derived + sums->use_estimate + sums->use_recycled;
}

/* ---------------------------------------------------------------- changes ----------------------------------------- */

static void note_change(cki_balance *b, double factor) { b->change = ck_max(b->change, ck_abs(factor - 1.0)); }

static void scale_site(cki_balance *b, uint32_t site, double factor) {
    const double before = b->site_factor[site];
    b->site_factor[site] = ck_max(before * factor, b->site_floor[site]);
    b->built->site[site].output = b->world->site[site].output * b->site_factor[site];
    if (before > 0.0) note_change(b, b->site_factor[site] / before);
}

typedef enum which_sites { ESTIMATED_SITES, ALL_SITES } which_sites;

static void scale_sites(cki_balance *b, uint32_t item, uint32_t region, which_sites which, double factor) {
    for (uint32_t at = b->item_first_site[item]; at < b->item_first_site[item + 1]; at++) {
        const uint32_t site = b->item_site[at];
        if (region != CK_NONE && b->index.site_region[site] != region) continue;
        if (which == ESTIMATED_SITES && !cki_is_estimate(b->world->site[site].row.grade)) continue;
        scale_site(b, site, factor);
    }
}

/* Recipe rows and final uses of one grade class of an item, to `factor` times what the source world says. */
static void set_use_factor(cki_balance *b, uint32_t item, double *factor, double value, bool estimate, bool derived) {
    if (*factor > 0.0) note_change(b, value / *factor);
    *factor = value;
    for (uint32_t at = b->item_first_row[item]; at < b->item_first_row[item + 1]; at++) {
        const uint32_t row = b->item_row[at];
        const ck_grade grade = b->world->recipe[row].row.grade;
        if (!b->index.row_input[row] || b->index.recipe_recycles[b->index.row_recipe[row]]) continue;
        if (cki_is_estimate(grade) != estimate || (grade == CK_DERIVED) != derived) continue;
        b->built->recipe[row].quantity = b->world->recipe[row].quantity * value;
    }
    for (uint32_t at = b->item_first_demand[item]; at < b->item_first_demand[item + 1]; at++) {
        const uint32_t row = b->item_demand[at];
        const ck_grade grade = b->world->demand[row].row.grade;
        if (cki_is_estimate(grade) != estimate || (grade == CK_DERIVED) != derived) continue;
        b->built->demand[row].quantity = b->world->demand[row].quantity * value;
    }
}

/* One turn: one class of uses takes up what it can of the difference to `target`. `use` is all use, `part` the class. */
static double turn(cki_balance *b, uint32_t item, double *factor, bool estimate, bool derived, double part, double use,
                   double target, double range) {
    if (!(part > 0.0)) return use;
    const double wanted = *factor * (target - (use - part)) / part;
    double value = wanted;
    if (range > 0.0) value = ck_clamp(wanted, ck_min(*factor, 1.0 / range), ck_max(*factor, range));
    value = ck_max(value, 1e-3);
    const double after = part * (value / *factor);
    set_use_factor(b, item, factor, value, estimate, derived);
    return use - part + after;
}

/* Brings world use to `target` as far as grades allow; returns the use reached. */
static double scale_uses(cki_balance *b, uint32_t item, item_sums sums, double target) {
    double use = use_of(&sums);
    use = turn(b, item, &b->estimate_factor[item], true, false, sums.use_estimate, use, target, CKI_ESTIMATE_FIRST);
    use = turn(b, item, &b->derived_factor[item], false, true, sums.use_derived, use, target, CKI_DERIVED_RANGE);
    sums = sums_of(b, item, CK_NONE);
    return turn(b, item, &b->estimate_factor[item], true, false, sums.use_estimate, use, target, CKI_ESTIMATE_LAST);
}

/* ---------------------------------------------------------------- items ------------------------------------------- */

/* Published world output of one item by itself; NaN when there is none. */
static double published_output(const cki_balance *b, uint32_t item) {
    for (uint32_t i = 0; i < b->world->margin_count; i++) {
        if (!cki_text_equal(b->world->margin[i].kind, "output-total")) continue;
        if (b->index.margin_item[i].kind != CKI_SELECT_ID || b->index.margin_item[i].value != item) continue;
        if (b->index.margin_region[i].kind == CKI_SELECT_ALL) return b->world->margin[i].value;
    }
    return CK_NAN;
}

static bool nearly(double a, double b) { return ck_abs(a - b) <= 1e-14 * ck_max(ck_abs(a), ck_abs(b)); }

/* Recyclers cannot take more scrap than there is: their output falls. */
static void limit_recyclers(cki_balance *b, uint32_t item, item_sums *sums) {
    const double supply = sums->main_estimate + sums->main_fixed + sums->beside;
    const double others = use_of(sums) - sums->use_recycled;
    if (!(sums->use_recycled > 0.0) || use_of(sums) <= supply * (1.0 + 1e-14)) return;
    const double factor = ck_max(0.0, supply - others) / sums->use_recycled;
    for (uint32_t at = b->item_first_row[item]; at < b->item_first_row[item + 1]; at++) {
        const uint32_t recipe = b->index.row_recipe[b->item_row[at]];
        if (!b->index.row_input[b->item_row[at]] || !b->index.recipe_recycles[recipe]) continue;
        for (uint32_t k = b->recipe_first_site[recipe]; k < b->recipe_first_site[recipe + 1]; k++) {
            scale_site(b, b->recipe_site[k], factor);
        }
    }
    *sums = sums_of(b, item, CK_NONE);
}

/* A coproduct that is short raises the estimated activities that it comes from; they stay at least there. */
static void raise_activities(cki_balance *b, uint32_t item, item_sums *sums) {
    const cki_index *index = &b->index;
    const double need = use_of(sums), supply = sums->main_estimate + sums->main_fixed + sums->beside;
    double part = 0.0;
    for (uint32_t turn_of = 0; turn_of < 2; turn_of++) {
        const double factor = turn_of == 0 ? 0.0 : 1.0 + (need - supply) / part;
        for (uint32_t at = b->item_first_row[item]; at < b->item_first_row[item + 1]; at++) {
            const uint32_t row = b->item_row[at], recipe = index->row_recipe[row];
            if (index->row_input[row]) continue;
            for (uint32_t k = b->recipe_first_site[recipe]; k < b->recipe_first_site[recipe + 1]; k++) {
                const uint32_t site = b->recipe_site[k];
                if (!cki_is_estimate(b->world->site[site].row.grade)) continue;
                if (turn_of == 0) {
                    part += b->built->recipe[row].quantity * b->built->site[site].output;
                } else {
                    const double floor = ck_min(OUTPUT_RANGE, b->site_factor[site] * factor);
                    b->site_floor[site] = ck_max(b->site_floor[site], floor);
                    scale_site(b, site, 1.0);
                }
            }
        }
        if (turn_of == 0 && !(part > 0.0)) return;
    }
    *sums = sums_of(b, item, CK_NONE);
}

/* What neither grades nor discards could level: reported numbers give way, and the report says so. */
static void last_resort(cki_balance *b, uint32_t item, uint32_t region) {
    const item_sums sums = sums_of(b, item, region);
    const double main = sums.main_estimate + sums.main_fixed, supply = main + sums.beside, use = use_of(&sums);
    double *other = &b->other_use[cki_balance_cell(b, item, region == CK_NONE ? 0 : region)];
    *other = 0.0;
    if (nearly(use, supply)) return;
    if (use < supply) {
        *other = ck_max(0.0, supply - use - sums.joint);
        return;
    }
    if (main > 0.0) {
        const double factor = (use - sums.beside) / main;
        if (sums.main_fixed > 0.0 && factor > 1.0 + 1e-6) b->bent_output[item] = true;
        scale_sites(b, item, region, ALL_SITES, factor);
        return;
    }
    // only beside other things: use has to fall, whatever its grade
    const double part = use - sums.use_recycled;
    if (region != CK_NONE || !(part > 0.0)) return;
    const double factor = supply / use;
    b->bent_use[item] = true;
    set_use_factor(b, item, &b->estimate_factor[item], b->estimate_factor[item] * factor, true, false);
    set_use_factor(b, item, &b->derived_factor[item], b->derived_factor[item] * factor, false, true);
    set_use_factor(b, item, &b->fixed_factor[item], b->fixed_factor[item] * factor, false, false);
}

/* A maker of the item runs above its own demand because something made beside it is scarce. */
static bool held_up(const cki_balance *b, uint32_t item) {
    for (uint32_t at = b->item_first_site[item]; at < b->item_first_site[item + 1]; at++) {
        const uint32_t site = b->item_site[at];
        if (b->site_floor[site] > 0.0 && b->site_factor[site] <= b->site_floor[site]) return true;
    }
    return false;
}

static void level_traded(cki_balance *b, uint32_t item) {
    item_sums sums = sums_of(b, item, CK_NONE);
    const double published = published_output(b, item);
    limit_recyclers(b, item, &sums);
    double main = sums.main_estimate + sums.main_fixed, use = use_of(&sums);
    const bool known = !ck_is_nan(published) || sums.main_fixed >= 0.5 * main;
    if (main > 0.0 && sums.main_estimate > 0.0 && (!ck_is_nan(published) || !known)) {
        const double target = (ck_is_nan(published) ? use : published) - sums.main_fixed - sums.beside;
        scale_sites(b, item, CK_NONE, ESTIMATED_SITES, ck_max(target / sums.main_estimate, 1e-6));
        sums = sums_of(b, item, CK_NONE);
        main = sums.main_estimate + sums.main_fixed;
    }
    if (main <= 0.0 && use > sums.beside * (1.0 + 1e-14)) raise_activities(b, item, &sums);
    const double supply = main + sums.beside;
    use = use_of(&sums);
    // what is made beside other things alone, or more than needed for the sake of a scarce coproduct, may be left over,
    // unless a published output says how much is sold
    const double sold = ck_is_nan(published) ? supply : ck_min(published, supply);
    const bool leftover = (main <= 0.0 || held_up(b, item)) && ck_is_nan(published) && use <= supply;
    if (!leftover && !nearly(use, sold)) (void)scale_uses(b, item, sums, sold);
    last_resort(b, item, CK_NONE);
}

/* What is not traded is made where it is used: its makers follow. */
static void level_local(cki_balance *b, uint32_t item, uint32_t region) {
    const item_sums sums = sums_of(b, item, region);
    const double main = sums.main_estimate + sums.main_fixed, use = use_of(&sums);
    if (main > 0.0 && !nearly(use, main + sums.beside)) {
        const double factor = ck_max(0.0, use - sums.beside) / main;
        if (sums.main_fixed > 0.0 && ck_abs(factor - 1.0) > 0.01) b->bent_output[item] = true;
        scale_sites(b, item, region, ALL_SITES, factor);
    }
    last_resort(b, item, region);
}

/* ---------------------------------------------------------------- published shares -------------------------------- */

/* What is made of the margin's items beside other things, in the margin's region and elsewhere: it counts in published
   outputs, and its makers follow other items. */
static void sum_beside(const cki_balance *b, uint32_t margin, double *inside, double *outside) {
    const cki_index *index = &b->index;
    for (uint32_t row = 0; row < b->world->recipe_count; row++) {
        if (index->row_input[row] || !cki_takes_item(index, index->margin_item[margin], index->row_component[row]))
            continue;
        const uint32_t recipe = index->row_recipe[row];
        for (uint32_t at = b->recipe_first_site[recipe]; at < b->recipe_first_site[recipe + 1]; at++) {
            const uint32_t site = b->recipe_site[at];
            const double quantity = b->built->recipe[row].quantity * b->built->site[site].output;
            *(cki_takes_region(index, index->margin_region[margin], index->site_region[site]) ? inside : outside) +=
                quantity;
        }
    }
}

/* Shifts estimated outputs between the margin's region and the others so that the region has its share, total unchanged. */
static void enforce_share(cki_balance *b, uint32_t margin) {
    double inside_estimate = 0.0, inside_fixed = 0.0, outside_estimate = 0.0, outside_fixed = 0.0;
    const cki_index *index = &b->index;
    sum_beside(b, margin, &inside_fixed, &outside_fixed);
    for (uint32_t turn_of = 0; turn_of < 2; turn_of++) {
        const double total = inside_estimate + inside_fixed + outside_estimate + outside_fixed;
        const double wanted = b->world->margin[margin].value * total;
        const double up = inside_estimate > 0.0 ? ck_max(0.05, (wanted - inside_fixed) / inside_estimate) : 1.0;
        const double down =
            outside_estimate > 0.0 ? ck_max(0.05, (total - wanted - outside_fixed) / outside_estimate) : 1.0;
        for (uint32_t site = 0; site < b->world->site_count; site++) {
            if (!cki_takes_item(index, index->margin_item[margin], index->site_item[site])) continue;
            const bool inside = cki_takes_region(index, index->margin_region[margin], index->site_region[site]);
            const bool estimate = cki_is_estimate(b->world->site[site].row.grade);
            const double output = b->built->site[site].output;
            if (turn_of == 1) {
                if (estimate) scale_site(b, site, inside ? up : down);
            } else if (inside) {
                *(estimate ? &inside_estimate : &inside_fixed) += output;
            } else {
                *(estimate ? &outside_estimate : &outside_fixed) += output;
            }
        }
        if (turn_of == 0 && !(inside_estimate + inside_fixed + outside_estimate + outside_fixed > 0.0)) return;
    }
}

/* A published output of a region or a group: its estimated sites take up the difference. */
static void enforce_total(cki_balance *b, uint32_t margin) {
    double estimate = 0.0, fixed = 0.0, elsewhere = 0.0;
    const cki_index *index = &b->index;
    sum_beside(b, margin, &fixed, &elsewhere);
    for (uint32_t turn_of = 0; turn_of < 2; turn_of++) {
        const double factor = estimate > 0.0 ? ck_max(0.05, (b->world->margin[margin].value - fixed) / estimate) : 1.0;
        for (uint32_t site = 0; site < b->world->site_count; site++) {
            if (!cki_takes_item(index, index->margin_item[margin], index->site_item[site])) continue;
            if (!cki_takes_region(index, index->margin_region[margin], index->site_region[site])) continue;
            const bool is_estimate = cki_is_estimate(b->world->site[site].row.grade);
            if (turn_of == 0)
                *(is_estimate ? &estimate : &fixed) += b->built->site[site].output;
            else if (is_estimate)
                scale_site(b, site, factor);
        }
        if (turn_of == 0 && !(estimate > 0.0)) return;
    }
}

static void enforce_margins(cki_balance *b) {
    for (uint32_t i = 0; i < b->world->margin_count; i++) {
        const char *kind = b->world->margin[i].kind;
        if (cki_text_equal(kind, "output-total")) enforce_total(b, i);
        if (cki_text_equal(kind, "output-share")) enforce_share(b, i);
    }
}

/* ---------------------------------------------------------------- the whole chain --------------------------------- */

static void fill_cells(cki_balance *b) {
    const ck_world *world = b->world;
    for (uint32_t item = 0; item < world->item_count; item++) {
        double use = 0.0, surplus = 0.0, output = 0.0;
        for (uint32_t region = 0; region < world->region_count; region++) {
            const item_sums sums = sums_of(b, item, region);
            const size_t cell = cki_balance_cell(b, item, region);
            b->used[cell] = use_of(&sums);
            b->made_joint[cell] = sums.joint;
            b->made_main[cell] = ck_max(0.0, sums.main_estimate + sums.main_fixed + sums.beside - sums.joint);
            use += b->used[cell];
            output += b->made_main[cell] + b->made_joint[cell];
        }
        if (!b->index.item_traded[item]) continue;
        // world surplus goes where the item is used already, or, when nobody uses it, stays where it is made
        surplus = b->other_use[cki_balance_cell(b, item, 0)];
        for (uint32_t region = 0; region < world->region_count; region++) {
            const size_t cell = cki_balance_cell(b, item, region);
            const double made = b->made_main[cell] + b->made_joint[cell];
            b->other_use[cell] = use > 0.0      ? surplus * (b->used[cell] / use)
                                 : output > 0.0 ? surplus * (made / output)
                                                : 0.0;
        }
    }
    const size_t cells = (size_t)world->item_count * world->region_count;
    for (size_t cell = 0; cell < cells; cell++) b->used[cell] += b->other_use[cell];
}

static void warn(cki_balance *b) {
    const ck_world *world = b->world;
    for (uint32_t item = 0; item < world->item_count; item++) {
        const ck_place place = world->item[item].row.place;
        const char *name = world->item[item].item;
        const double factor = b->estimate_factor[item];
        if (factor > CKI_ESTIMATE_FIRST * (1.0 + 1e-9) || factor < (1.0 - 1e-9) / CKI_ESTIMATE_FIRST) {
            b->noted = true;
            (void)ck_diags_add(
                b->diags, CK_NOTED, place, "estimated uses of %q were multiplied by %g to meet its output",
                "look at recipes.csv and demand.csv for uses that are missing or too large", name, factor);
        }
        if (b->bent_output[item]) {
            b->noted = true;
            (void)ck_diags_add(b->diags, CK_NOTED, place, "reported outputs of %q were changed to meet its use",
                               "its uses are too large, or a maker is missing in sites.csv", name);
        }
        if (b->bent_use[item]) {
            b->noted = true;
            (void)ck_diags_add(b->diags, CK_NOTED, place,
                               "%q is made beside other things only, and too little: all its uses were cut",
                               "give a recipe that makes more of it, or smaller uses", name);
        }
        double other = 0.0, use = 0.0;
        for (uint32_t region = 0; region < world->region_count; region++) {
            other += b->other_use[cki_balance_cell(b, item, region)];
            use += b->used[cki_balance_cell(b, item, region)];
        }
        if (other > 1e-6 * use) {
            b->noted = true;
            (void)ck_diags_add(b->diags, CK_NOTED, place,
                               "%g %s/yr of %q (%g %% of its output) have no use in the tables",
                               "they became a final use named \"other uses (balance)\"", other, world->item[item].unit,
                               name, 100.0 * other / use);
        }
    }
}

ck_status cki_balance_chain(cki_balance *b) {
    const ck_world *world = b->world;
    uint32_t pass = 0;
    for (; pass < PASSES; pass++) {
        b->change = 0.0;
        if (pass < MARGIN_PASSES) enforce_margins(b);
        for (uint32_t at = 0; at < world->item_count; at++) {
            const uint32_t item = b->order[at];
            if (b->index.item_tier[item] == CKI_INDUSTRY) continue;
            if (b->index.item_traded[item]) {
                level_traded(b, item);
                continue;
            }
            for (uint32_t region = 0; region < world->region_count; region++) level_local(b, item, region);
        }
        if (b->change < SETTLED) break;
    }
    if (pass == PASSES && b->change > 1e-9) {
        return ck_diags_add(b->diags, CK_E_NO_SOLUTION, (ck_place){0},
                            "outputs and uses of world %q still move by %g after %u passes",
                            "published outputs disagree with "
                            "each other: look at the margins of items that scrap returns to",
                            world->name, b->change, PASSES);
    }
    fill_cells(b);
    warn(b);
    return CK_OK;
}
