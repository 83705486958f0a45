/* Sound worlds pass; every kind of mistake is found, with its place, value and what to do. */
#include "world_test.h"

CK_TEST_MAIN()

/* A change to the small world and what the check must answer. */
typedef struct mistake {
    void      (*make)(ck_world *world);
    ck_status   status;
    const char *says;
} mistake;

static void finds(const char *name, mistake wrong) {
    world_report *report = calloc(1, sizeof *report);
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    wrong.make(world);
    const ck_status status = world_check(world, true, report);
    if (status != wrong.status || !world_says(report, wrong.says)) printf("    mistake: %s\n", name);
    CK_CHECK_STATUS(status, wrong.status);
    CK_CHECK(world_says(report, wrong.says));
    if (report->diags.count > 0) CK_CHECK(report->item[0].place.line > 0 || wrong.status == CK_E_MISSING);
    ck_fixture_world_free(world);
    free(report);
}

#define FINDS(name, status, says) finds(#name, (mistake){name, status, says})

CK_TEST(the_small_world_is_sound_and_in_balance) {
    world_report *report = calloc(1, sizeof *report);
    CK_CHECK_STATUS(world_check(ck_fixture_world(), true, report), CK_OK);
    CK_CHECK_EQUAL(report->diags.count, 0);
    CK_CHECK_STATUS(world_check(ck_fixture_world(), false, report), CK_OK);
    free(report);
}

CK_TEST(random_worlds_are_sound_and_in_balance) {
    world_report *report = calloc(1, sizeof *report);
    for (uint64_t seed = 0; seed < 40; seed++) {
        ck_world *world = ck_fixture_random_world(seed, 2 + seed % 9, 2 + (seed * 7) % 40);
        const ck_status status = world_check(world, true, report);
        CK_CHECK_STATUS(status, CK_OK);
        if (status != CK_OK) (void)world_says(report, "everything is well");
        ck_fixture_world_free(world);
    }
    free(report);
}

/* ---------------------------------------------------------------- names ------------------------------------------- */

static void unknown_region(ck_world *w) { world_site(w, "baotou")->region = "CHM"; }
static void unknown_item(ck_world *w) { world_recipe(w, "sinter", "ndpr-metal")->component = "ndpr-mtal"; }
static void unknown_recipe(ck_world *w) { world_site(w, "fort-worth")->recipe = "sintr"; }
static void unknown_group(ck_world *w) { w->inventory[1].item = "group:magnets"; }
static void unknown_bloc(ck_world *w) { w->customer[1].region = "bloc:EUU"; }
static void unknown_tier(ck_world *w) { w->item[0].tier = "middle"; }
static void unknown_calendar(ck_world *w) { w->region[1].calendar = "US"; }
static void unknown_kind(ck_world *w) { w->site[0].kind = "factory"; }
static void unknown_end_use(ck_world *w) { w->demand[0].end_use = "peaceful"; }
static void unknown_mode(ck_world *w) { w->flow[0].mode = "rail"; }
static void unknown_parameter(ck_world *w) { w->elasticity[0].parameter = "elasticity"; }
static void unknown_margin(ck_world *w) { w->margin[0].kind = "total"; }
static void project_without_site(ck_world *w) { world_project(w, "fort-worth-growth")->site = "fort-wort"; }

CK_TEST(unknown_names_are_found_and_the_nearest_known_one_is_offered) {
    FINDS(unknown_region, CK_E_UNKNOWN, "did you mean \"CHN\"?");
    FINDS(unknown_item, CK_E_UNKNOWN, "did you mean \"ndpr-metal\"?");
    FINDS(unknown_recipe, CK_E_UNKNOWN, "did you mean \"sinter\"?");
    FINDS(unknown_group, CK_E_UNKNOWN, "did you mean \"magnet\"?");
    FINDS(unknown_bloc, CK_E_UNKNOWN, "unknown bloc \"EUU\"");
    FINDS(unknown_tier, CK_E_UNKNOWN, "tier of \"ore-concentrate\" is \"middle\"");
    FINDS(unknown_calendar, CK_E_UNKNOWN, "unknown calendar \"US\"");
    FINDS(unknown_kind, CK_E_UNKNOWN, "\"factory\"");
    FINDS(unknown_end_use, CK_E_UNKNOWN, "end use is \"peaceful\"");
    FINDS(unknown_mode, CK_E_UNKNOWN, "mode is \"rail\"");
    FINDS(unknown_parameter, CK_E_UNKNOWN, "unknown parameter \"elasticity\"");
    FINDS(unknown_margin, CK_E_UNKNOWN, "kind of margin is \"total\"");
    FINDS(project_without_site, CK_E_UNKNOWN, "did you mean \"fort-worth\"?");
}

/* ---------------------------------------------------------------- parties ----------------------------------------- */

static void owner_without_row(ck_world *w) { w->holding[0].owner = "Northern Groop"; }
static void owned_by_nobody_known(ck_world *w) { w->holding[0].owned = "Sea"; }
static void holds_itself(ck_world *w) { w->holding[0].owned = w->holding[0].owner; }
static void more_than_whole(ck_world *w) { w->holding[w->holding_count] = w->holding[0]; w->holding[w->holding_count++].owner = "Lynas"; }
static void held_twice(ck_world *w) { w->holding[w->holding_count] = w->holding[0]; w->holding[w->holding_count++].share = 0.1; }
static void party_twice(ck_world *w) { w->party[1].party = "CNRE"; }
static void no_country(ck_world *w) { w->party[0].country = "China"; }
static void half_known(ck_world *w) { w->party[0].owners_known = "partly"; }
static void runs_nothing(ck_world *w) { w->party[0].runs = "baotou;baotow"; }
static void no_industry(ck_world *w) { w->user[0].industry = "magnet"; }
static void buyer_without_row(ck_world *w) { w->user[0].party = "Car Makers"; }
static void buys_no_item(ck_world *w) { w->user[0].item = "motor"; }
static void buys_more_than_all(ck_world *w) { w->user[w->user_count] = w->user[0]; w->user[w->user_count].party = "MP"; w->user[w->user_count++].share = 0.8; }

CK_TEST(parties_owners_and_buyers_are_checked) {
    FINDS(owner_without_row, CK_E_UNKNOWN, "did you mean \"Northern Group\"?");
    FINDS(owned_by_nobody_known, CK_E_UNKNOWN, "unknown party \"Sea\"");
    FINDS(holds_itself, CK_E_CYCLE, "\"Northern Group\" holds itself");
    FINDS(more_than_whole, CK_E_RANGE, "holdings in \"CNRE\" add up to 1.2");
    FINDS(held_twice, CK_E_DUPLICATE, "\"Northern Group\" holds \"CNRE\" twice");
    FINDS(party_twice, CK_E_DUPLICATE, "\"CNRE\" is there twice in parties.csv");
    FINDS(no_country, CK_E_UNKNOWN, "country of \"CNRE\" is \"China\"");
    FINDS(half_known, CK_E_UNKNOWN, "owners_known of \"CNRE\" is \"partly\"");
    FINDS(runs_nothing, CK_E_UNKNOWN, "runs a site that sites.csv does not have");
    FINDS(no_industry, CK_E_UNKNOWN, "\"magnet\" is no industry");
    FINDS(buyer_without_row, CK_E_UNKNOWN, "did you mean \"Car Maker\"?");
    FINDS(buys_no_item, CK_E_UNKNOWN, "unknown item \"motor\"");
    FINDS(buys_more_than_all, CK_E_RANGE, "add up to 1.05");
}

/* ---------------------------------------------------------------- numbers and units ------------------------------- */

static void negative_capacity(ck_world *w) { world_site(w, "fort-worth")->capacity = -40; }
static void capacity_below_output(ck_world *w) { world_site(w, "fort-worth")->capacity = 9; }
static void not_a_number(ck_world *w) { world_site(w, "baotou")->output = NAN; }
static void infinite(ck_world *w) { w->demand[0].quantity = INFINITY; }
static void wrong_unit(ck_world *w) { world_recipe(w, "wind-motor", "magnet")->unit = "t/t"; }
static void broken_unit(ck_world *w) { world_recipe(w, "wind-motor", "magnet")->unit = "kg"; }
static void unit_of_an_industry(ck_world *w) { world_item(w, "industry-vehicles")->unit = "t"; }
static void dates_go_back(ck_world *w) { world_project(w, "deu-heavy")->start_late = (ck_date){9000}; }
static void days_fall(ck_world *w) { w->inventory[0].days_high = 1; }
static void shares_above_one(ck_world *w) { w->flow[15].share_semiconductor = 0.9; }
static void customers_do_not_sum(ck_world *w) { w->customer[1].share = 0.7; }
static void idle_site_without_project(ck_world *w) { world_project(w, "deu-heavy")->site = "fort-worth"; }
static void closure_too_large(ck_world *w) { world_project(w, "fort-worth-growth")->capacity_added = -20; }
static void no_release(ck_world *w) { w->stockpile[0].release_per_day = 0; }
static void price_outside_range(ck_world *w) { w->price[1].low_usd = 56; }
static void groups_disagree(ck_world *w) { world_recipe(w, "wind-motor", "magnet")->elasticity_long = 3; }

CK_TEST(values_outside_their_limits_are_found) {
    FINDS(negative_capacity, CK_E_RANGE, "capacity is -40; it must be 0 to 1e+15 (unit/yr)");
    FINDS(negative_capacity, CK_E_RANGE, "a planned closure belongs in projects.csv");
    FINDS(capacity_below_output, CK_E_RANGE, "output of site \"fort-worth\" is 10, above its capacity, 9");
    FINDS(not_a_number, CK_E_NUMBER, "output is not a number");
    FINDS(infinite, CK_E_NUMBER, "quantity is not a number");
    FINDS(wrong_unit, CK_E_UNIT, "is \"t/t\"; it must be t/unit");
    FINDS(broken_unit, CK_E_UNIT, "is \"kg\"; it must be t/unit");
    FINDS(unit_of_an_industry, CK_E_UNIT, "of tier industry is counted in t");
    FINDS(dates_go_back, CK_E_RANGE, "starts between 2025-11-15 and 2024-08-22");
    FINDS(days_fall, CK_E_RANGE, "low, most likely and high must not fall");
    FINDS(shares_above_one, CK_E_RANGE, "0.2 and 0.9, more than 1 together");
    FINDS(customers_do_not_sum, CK_E_RANGE, "sum to 0.8; they must sum to 1");
    FINDS(idle_site_without_project, CK_E_RANGE, "\"magnet-heavy-deu\" has capacity 0 and no project");
    FINDS(closure_too_large, CK_E_RANGE, "closes 20 of site \"fort-worth\"");
    FINDS(no_release, CK_E_RANGE, "release_per_day");
    FINDS(price_outside_range, CK_E_RANGE, "outside its range 56 to 60");
    FINDS(groups_disagree, CK_E_RANGE, "differ in essentiality or elasticity");
}

static void empty_word(ck_world *w) { w->site[0].name = ""; }
static void no_source(ck_world *w) { w->site[0].row.source = ""; }
static void no_price(ck_world *w) { w->price[0].item = "magnet-heavy"; w->price[0].region = "JPN"; }
static void no_flow_quantity(ck_world *w) { w->flow[0].quantity = NAN; w->flow[0].value_musd = 1; }
static void no_regions(ck_world *w) { w->region_count = 0; }

CK_TEST(what_is_absent_is_found) {
    FINDS(empty_word, CK_E_MISSING, "column name is empty");
    FINDS(no_source, CK_E_MISSING, "column source is empty");
    FINDS(no_price, CK_E_MISSING, "\"ore-concentrate\" has no price");
    FINDS(no_flow_quantity, CK_E_MISSING, "has no quantity");
    FINDS(no_regions, CK_E_MISSING, "has no regions");
}

/* ---------------------------------------------------------------- repeats ----------------------------------------- */

#define REPEAT(member) static void repeat_##member(ck_world *w) { w->member[w->member##_count++] = w->member[0]; }
REPEAT(region) REPEAT(calendar) REPEAT(item) REPEAT(content) REPEAT(recipe) REPEAT(site) REPEAT(industry) REPEAT(demand)
REPEAT(flow) REPEAT(route) REPEAT(inventory) REPEAT(project) REPEAT(stockpile) REPEAT(customer) REPEAT(price) REPEAT(elasticity)
REPEAT(margin) REPEAT(fact)

CK_TEST(a_row_that_is_there_twice_is_found_in_every_table) {
#define FINDS_REPEAT(member) FINDS(repeat_##member, CK_E_DUPLICATE, "twice");
    FINDS_REPEAT(region) FINDS_REPEAT(calendar) FINDS_REPEAT(item) FINDS_REPEAT(content) FINDS_REPEAT(recipe)
    FINDS_REPEAT(site) FINDS_REPEAT(industry) FINDS_REPEAT(demand) FINDS_REPEAT(flow) FINDS_REPEAT(route)
    FINDS_REPEAT(inventory) FINDS_REPEAT(project) FINDS_REPEAT(stockpile) FINDS_REPEAT(customer) FINDS_REPEAT(price)
    FINDS_REPEAT(elasticity) FINDS_REPEAT(margin) FINDS_REPEAT(fact)
}

static void two_blocs_of_inventories(ck_world *w) {
    w->inventory[w->inventory_count] = w->inventory[4];
    w->inventory[w->inventory_count++].region = "bloc:G7";
}
static void two_blocs_of_customers(ck_world *w) {
    w->customer[w->customer_count] = w->customer[1];
    w->customer[w->customer_count].share = 1;
    w->customer[w->customer_count++].region = "bloc:NATO";
}
static void two_blocs_of_routes(ck_world *w) {
    w->route[w->route_count] = w->route[1];
    w->route[w->route_count++].destination = "bloc:NATO";
}
static void bloc_apart_from_another(ck_world *w) {
    w->inventory[w->inventory_count] = w->inventory[4];
    w->inventory[w->inventory_count++].region = "bloc:ASEAN";
}

CK_TEST(two_rows_that_are_equally_specific_for_a_region_are_found) {
    FINDS(two_blocs_of_inventories, CK_E_DUPLICATE, "take DEU by two blocs");
    FINDS(two_blocs_of_customers, CK_E_DUPLICATE, "take DEU by two blocs");
    FINDS(two_blocs_of_routes, CK_E_DUPLICATE, "neither is more specific");
    world_report *report = calloc(1, sizeof *report);
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    bloc_apart_from_another(world);
    CK_CHECK_STATUS(world_check(world, true, report), CK_OK);
    ck_fixture_world_free(world);
    free(report);
}

/* ---------------------------------------------------------------- chain ------------------------------------------- */

static void circle(ck_world *w) {
    ck_recipe_row *row = &w->recipe[w->recipe_count++];
    *row = *world_recipe(w, "smelt-ndpr", "ndpr-oxide");
    row->component = "magnet";
}
/* Magnets leave scrap, from which a site makes oxide again: a circle, unless the site is a recycler. */
static void scrap_returns(ck_world *w, const char *kind) {
    ck_item_row *item = &w->item[w->item_count++];
    *item = *world_item(w, "ndpr-oxide");
    item->item = "scrap";
    ck_price_row *price = &w->price[w->price_count++];
    *price = w->price[0];
    price->item = "scrap";
    ck_recipe_row *scrap = &w->recipe[w->recipe_count++], *recycle = &w->recipe[w->recipe_count++];
    *scrap = *world_recipe(w, "separate", "cerium-oxide");
    scrap->recipe = "sinter";
    scrap->output = "magnet";
    scrap->component = "scrap";
    scrap->quantity = 0.1;
    *recycle = *world_recipe(w, "separate", "ore-concentrate");
    recycle->recipe = "recycle";
    recycle->component = "scrap";
    ck_site_row *site = &w->site[w->site_count++];
    *site = *world_site(w, "kuantan");
    site->site = "recycler";
    site->recipe = "recycle";
    site->kind = kind;
}
static void scrap_returns_to_a_plant(ck_world *w) { scrap_returns(w, "plant"); }
static void wrong_recipe(ck_world *w) { world_site(w, "fort-worth")->recipe = "sinter-heavy"; }
static void flow_of_what_is_not_traded(ck_world *w) { w->flow[0].item = "position-sensor"; }
static void flow_to_itself(ck_world *w) { w->flow[0].destination = "AUS"; }
static void use_without_maker(ck_world *w) { w->site_count -= 1; }

CK_TEST(chains_that_cannot_be_are_found) {
    FINDS(circle, CK_E_CYCLE, "is needed, over some steps, to make itself");
    FINDS(scrap_returns_to_a_plant, CK_E_CYCLE, "make itself");
    FINDS(wrong_recipe, CK_E_RANGE, "recipe \"sinter-heavy\" makes \"magnet-heavy\", not \"magnet\"");
    FINDS(flow_of_what_is_not_traded, CK_E_RANGE, "is not traded");
    FINDS(flow_to_itself, CK_E_RANGE, "from AUS to itself");
    FINDS(use_without_maker, CK_E_MISSING, "\"position-sensor\" is used in DEU, is not traded, and nothing in DEU makes it");
}

CK_TEST(scrap_may_return_to_a_recycler) {
    world_report *report = calloc(1, sizeof *report);
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    scrap_returns(world, "recycler");
    CK_CHECK_STATUS(world_check(world, false, report), CK_OK);
    ck_fixture_world_free(world);
    free(report);
}

/* ---------------------------------------------------------------- balance ----------------------------------------- */

static void more_use(ck_world *w) { w->demand[1].quantity += 7; }
static void less_output(ck_world *w) { world_site(w, "baotou")->output -= 1; }
static void discarded_too_much(ck_world *w) { world_recipe(w, "separate", "cerium-oxide")->quantity = 0.9; }

CK_TEST(a_world_out_of_balance_is_found_with_its_largest_misses) {
    FINDS(more_use, CK_E_BALANCE, "\"magnet\" in CHN: 450 t/yr come in and 457 go out");
    FINDS(less_output, CK_E_BALANCE, "\"ndpr-oxide\" in CHN: 499 t/yr come in and 500 go out");
    FINDS(discarded_too_much, CK_E_BALANCE, "\"cerium-oxide\"");
    world_report *report = calloc(1, sizeof *report);
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    more_use(world);
    CK_CHECK_STATUS(world_check(world, false, report), CK_OK);         // a source world need not be in balance
    ck_fixture_world_free(world);
    free(report);
}

CK_TEST(many_mistakes_of_one_kind_are_counted_and_not_all_written) {
    world_report *report = calloc(1, sizeof *report);
    ck_world *world = ck_fixture_world_copy(ck_fixture_world());
    for (uint32_t i = 0; i < world->site_count; i++) world->site[i].capacity = -1;
    CK_CHECK_STATUS(world_check(world, true, report), CK_E_RANGE);
    CK_CHECK_EQUAL(report->diags.count, 20);
    CK_CHECK_EQUAL(report->diags.dropped, world->site_count - 20);
    ck_fixture_world_free(world);
    free(report);
}

CK_TEST(memory_that_is_too_small_is_refused) {
    const ck_world *world = ck_fixture_world();
    const size_t bytes = ck_world_scratch_bytes(world);
    char *scratch = world_block(bytes + 16);
    CK_CHECK_STATUS(ck_world_check(world, true, scratch, bytes - 16, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_world_check(world, true, scratch + 8, bytes, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_world_check(world, true, scratch, bytes, NULL), CK_OK);
    free(scratch);
}
