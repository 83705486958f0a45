/* Deals in YAML: everything that is stated arrives with its place; what is not, stays unknown; mistakes are named. */
#include "deal_test.h"

#include <xlsxwriter.h>

CK_TEST_MAIN()

static ck_host_deal deal;

static ck_status read_deal(const char *text) {
    io_start();
    ck_host_input input = ck_host_input_bytes("deal.yaml", text, strlen(text));
    return ck_deal_read(&input, deal_test_law(), &io_arena, &deal, &io_diags);
}

CK_TEST(a_whole_deal) {
    CK_REQUIRE_OK(read_deal("deal: motor\n"
                       "title: Servo motor\n"
                       "on: 2026-10-08\n"
                       "known: 2026-10-01\n"
                       "dates: {export: 2026-10-09, acceptance: 2026-09-01}\n"
                       "route: [JPN, KOR, DEU]\n"
                       "end_use: [civil, research]\n"
                       "item:\n"
                       "  id: motor\n"
                       "  description: servo motor\n"
                       "  form: assembly\n"
                       "  value: 200 USD\n"
                       "  components:\n"
                       "    - id: rotor\n"
                       "      quantity: 2\n"
                       "      components:\n"
                       "        - {id: magnet, quantity: 4, value: 3 USD, mass: 0.5 kg, form: magnet, origin: CHN, codes: [1C905.a],\n"
                       "           content: {Dy: 2.5 %, Tb: absent, Nd: 28..31 %, Pr: present, Fe: unknown}, content_complete: yes}\n"
                       "    - {id: cable, components: none}\n"
                       "  components_complete: yes\n"
                       "  technologies:\n"
                       "    - {id: sintering, origin: CHN}\n"
                       "parties:\n"
                       "  - {name: Buyer GmbH, roles: [consignee, end_user], country: DEU, military: no,\n"
                       "     owners: [{party: Holding, share: 60 %}], owners_complete: yes}\n"
                       "  - {name: Holding, owners: none}\n"
                       "vessel: {net_tons: 30224}\n"));
    CK_CHECK_TEXT(deal.name, "motor");
    CK_CHECK_TEXT(deal.title, "Servo motor");
    CK_CHECK_EQUAL(deal.on.day, ck_date_make(2026, 10, 8).day);
    CK_CHECK_EQUAL(deal.known.day, ck_date_make(2026, 10, 1).day);
    CK_CHECK_EQUAL(deal.event[CK_EVENT_EXPORT].day, ck_date_make(2026, 10, 9).day);
    CK_CHECK_EQUAL(deal.event[CK_EVENT_ACCEPTANCE].day, ck_date_make(2026, 9, 1).day);
    CK_CHECK_EQUAL(deal.event[CK_EVENT_ENTRY].day, CK_DATE_LAST.day);
    CK_CHECK_EQUAL(deal.stop_count, 3);
    CK_REQUIRE(deal.line_count == 1);
    const ck_deal *line = &deal.line[0];
    CK_CHECK_TEXT(fact_text(line->facts, "export_from"), "JPN");
    CK_CHECK_TEXT(fact_text(line->facts, "destination"), "DEU");
    CK_CHECK_TEXT(fact_text(line->facts, "end_use"), "civil; research");
    CK_CHECK_TEXT(fact_text(line->vessel, "net_tons"), "30224");

    CK_REQUIRE(line->item_count == 4);
    CK_CHECK_TEXT(line->item[0].name, "motor");
    CK_CHECK_EQUAL(line->item[0].parent, CK_NONE);
    CK_CHECK(line->item[0].parts_complete);
    CK_CHECK_TEXT(line->item[1].name, "rotor");
    CK_CHECK_EQUAL(line->item[1].parent, 0);
    CK_CHECK(!line->item[1].parts_complete);
    const ck_deal_item *magnet = &line->item[2];
    CK_CHECK_TEXT(magnet->name, "magnet");
    CK_CHECK_EQUAL(magnet->parent, 1);
    CK_CHECK_NEAR(fact_of(magnet->facts, "value")->number, 24.0, 0.0);           // 2 rotors of 4 magnets of 3 USD
    CK_CHECK_TEXT(fact_of(magnet->facts, "value")->unit, "USD");
    CK_CHECK_NEAR(fact_of(magnet->facts, "mass")->number, 4.0, 0.0);
    CK_CHECK_EQUAL(magnet->code_count, 1);
    CK_CHECK_EQUAL(magnet->share_count, 4);
    CK_CHECK_NEAR(magnet->share[0].low, 2.5, 0.0);
    CK_CHECK_NEAR(magnet->share[1].high, 0.0, 0.0);
    CK_CHECK_NEAR(magnet->share[2].low, 28.0, 0.0);
    CK_CHECK_NEAR(magnet->share[2].high, 31.0, 0.0);
    CK_CHECK(isnan(magnet->share[3].low));
    CK_CHECK(magnet->composition_complete);
    CK_CHECK_EQUAL(fact_of(magnet->facts, "origin")->place.line, 17);
    CK_CHECK_EQUAL(fact_of(magnet->facts, "origin")->place.column, 87);
    CK_CHECK_EQUAL(line->item[3].parent, 0);
    CK_CHECK(line->item[3].parts_complete);
    CK_CHECK_EQUAL(line->item[0].technology_count, 1);
    CK_CHECK_TEXT(fact_text(line->item[0].technology[0].facts, "origin"), "CHN");

    CK_REQUIRE(line->party_count == 2);
    CK_CHECK_EQUAL(line->party[0].roles, 1u << CK_ROLE_CONSIGNEE | 1u << CK_ROLE_END_USER);
    CK_CHECK_TEXT(line->party[0].country, "DEU");
    CK_CHECK(line->party[0].owners_complete);
    CK_CHECK(line->party[1].owners_complete);
    CK_REQUIRE(line->holding_count == 1);
    CK_CHECK_EQUAL(line->holding[0].owner, 1);
    CK_CHECK_EQUAL(line->holding[0].owned, 0);
    CK_CHECK_NEAR(line->holding[0].percent, 60.0, 0.0);
}

CK_TEST(what_is_not_stated_stays_unknown) {
    CK_REQUIRE_OK(read_deal("destination: unknown\nitem: {origin: '?', content: {Dy: unknown}}\nparties: [{name: A, country: unknown}]\n"
                       "holdings: [{owner: A, owned: A2, share: unknown}]\n"
                       "expect: {checks: []}\n") == CK_E_UNKNOWN ? CK_OK : CK_E_USAGE);          // there is no party A2
    io_expect(0, CK_E_UNKNOWN, 4, 30, "no party \"A2\"");
    CK_REQUIRE_OK(read_deal("destination: unknown\nitem: {origin: '?', content: {Dy: unknown}}\nparties: [{name: A, country: unknown}, {name: B}]\n"
                       "holdings: [{owner: A, owned: B, share: unknown}]\n"));
    CK_CHECK_EQUAL(deal.line[0].facts.count, 0);
    CK_CHECK_EQUAL(deal.line[0].item[0].facts.count, 0);
    CK_CHECK_EQUAL(deal.line[0].item[0].share_count, 0);
    CK_CHECK(deal.line[0].party[0].country == NULL);
    CK_CHECK(isnan(deal.line[0].holding[0].percent));
    CK_CHECK(!deal.line[0].item[0].composition_complete && !deal.line[0].item[0].parts_complete && !deal.line[0].party[0].owners_complete);
    CK_CHECK_EQUAL(deal.on.day, CK_DATE_LAST.day);
}

CK_TEST(a_moment_counts_in_utc) {
    CK_REQUIRE_OK(read_deal("at: 2025-11-10 13:01 +08:00\nitem: {}\n"));
    CK_CHECK(deal.by_minute);
    CK_CHECK_EQUAL(deal.minute, (int64_t)ck_date_make(2025, 11, 10).day * 1440 + 5 * 60 + 1);
    CK_REQUIRE_OK(read_deal("at: 2026-02-24 00:01 -05:00\nitem: {}\n"));
    CK_CHECK_EQUAL(deal.minute, (int64_t)ck_date_make(2026, 2, 24).day * 1440 + 5 * 60 + 1);
    CK_CHECK(read_deal("at: 2025-11-10\nitem: {}\n") < 0);
    io_expect(0, CK_E_SYNTAX, 1, 5, "the moment is \"2025-11-10\"");
}

CK_TEST(several_items_share_parties) {
    CK_REQUIRE_OK(read_deal("items:\n  - {id: a, form: metal}\n  - {id: b}\nparties: [{name: X, roles: importer}]\n"));
    CK_CHECK_EQUAL(deal.line_count, 2);
    CK_CHECK_TEXT(deal.line[1].item[0].name, "b");
    CK_CHECK_EQUAL(deal.line[1].party_count, 1);
}

CK_TEST(mistakes_have_place_and_hint) {
    CK_CHECK_STATUS(read_deal("destinaton: CHN\nitem: {}\n"), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 1, 1, "unknown key \"destinaton\" in a deal");
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"destination\"?");
    CK_CHECK_STATUS(read_deal("item:\n  orgin: CHN\n"), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 2, 3, "unknown key \"orgin\" in an item");
    CK_CHECK_STATUS(read_deal("item:\n  componets: []\n"), CK_E_UNKNOWN);
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"components\"?");
    CK_CHECK_STATUS(read_deal("item: {}\nparties: [{name: A, roles: [consigne]}]\n"), CK_E_UNKNOWN);
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"consignee\"?");
    CK_CHECK_STATUS(read_deal("item: {content: {Dx: 1 %}}\n"), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_deal("item: {content: {Dy: 101 %}}\n"), CK_E_RANGE);
    CK_CHECK_STATUS(read_deal("item: {content: {Dy: 3..2 %}}\n"), CK_E_RANGE);
    CK_CHECK_STATUS(read_deal("item: {quantity: 0}\n"), CK_E_RANGE);
    CK_CHECK_STATUS(read_deal("item: {components: [{value: 1 USD}]}\n"), CK_E_MISSING);
    CK_CHECK_STATUS(read_deal("item: {id: a, components: [{id: a}]}\n"), CK_E_DUPLICATE);
    CK_CHECK_STATUS(read_deal("item: {}\nparties: [{name: A}, {name: A}]\n"), CK_E_DUPLICATE);
    CK_CHECK_STATUS(read_deal("item: {}\nparties: [{name: A, owners: [{party: B}]}]\n"), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_deal("item: {}\nitems: []\n"), CK_E_MISSING);
    CK_CHECK_STATUS(read_deal("deal: x\n"), CK_E_MISSING);
    CK_CHECK_STATUS(read_deal("item: {components_complete: maybe}\n"), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_deal("route: [CHN]\nitem: {}\n"), CK_E_MISSING);
    CK_CHECK_STATUS(read_deal("route: [CHN, USA]\ndestination: DEU\nitem: {}\n"), CK_E_RANGE);
    CK_CHECK_STATUS(read_deal("dates: {exprt: 2026-01-01}\nitem: {}\n"), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_deal("on: yesterday\nitem: {}\n"), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_deal("- item\n"), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_deal(""), CK_E_MISSING);
}

/* ---------------------------------------------------------------- tables ------------------------------------------ */

typedef struct seen_deals { char text[4096]; size_t used; uint32_t count; double value; } seen_deals;
static seen_deals seen;

static ck_status note_deal(void *user, const ck_host_deal *one, const char *rows, size_t length) {
    (void)user;
    seen.count++;
    seen.used += (size_t)snprintf(seen.text + seen.used, sizeof seen.text - seen.used, "%s:", one->name);
    for (uint32_t i = 0; i < one->line_count; i++) {
        for (uint32_t k = 0; k < one->line[i].item_count; k++) {
            const ck_deal_item *item = &one->line[i].item[k];
            seen.used += (size_t)snprintf(seen.text + seen.used, sizeof seen.text - seen.used, " %s<%d", item->name, (int)item->parent);
        }
        seen.used += (size_t)snprintf(seen.text + seen.used, sizeof seen.text - seen.used, " p%u h%u;", (unsigned)one->line[i].party_count,
                                      (unsigned)one->line[i].holding_count);
    }
    seen.used += (size_t)snprintf(seen.text + seen.used, sizeof seen.text - seen.used, " %zu\n", length);
    CK_CHECK(rows == NULL || length > 0);
    return CK_OK;
}

static ck_status read_table(const char *text, bool keep) {
    io_start();
    seen = (seen_deals){0};
    const ck_deal_table_options options = {.keep_rows = keep, .arena = &io_arena};
    return ck_deal_table_read_bytes("deals.csv", text, strlen(text), false, deal_test_law(), &options, note_deal, NULL, &io_diags);
}

CK_TEST(rows_without_a_deal_column_are_deals_of_their_own) {
    CK_REQUIRE_OK(read_table("id,parent,item.origin,item.value (USD)\n"
                             "a,,CHN,10\n"
                             "b,,,\n"
                             "c,b,JPN,3\n", false));
    CK_CHECK_TEXT(seen.text, "a: a<-1 p0 h0; 0\nb: b<-1 c<0 p0 h0; 0\n");
}

CK_TEST(a_deal_of_several_kinds_of_rows) {
    CK_REQUIRE_OK(read_table("deal,kind,id,parent,name,roles,owner,owned,share,item.form,technology.origin,deal.destination,end_user,end_user.country\n"
                             "d1,item,x,,,,,,,assembly,,DEU,Buyer,DEU\n"
                             "d1,item,y,,,,,,,magnet,,,,\n"
                             "d1,item,m,x,,,,,,magnet,,,,\n"
                             "d1,technology,t,m,,,,,,,CHN,,,\n"
                             ",party,,,Agent,intermediary;supplier,,,,,,,,\n"
                             ",holding,,,,,Parent,Buyer,55 %,,,,,\n"
                             "d2,,z,,,,,,,,,FRA,,\n", true));
    CK_CHECK_TEXT(strchr(seen.text, 'd') != NULL ? "" : "none", "");
    CK_CHECK(strncmp(seen.text, "d1: x<-1 m<0 p3 h1; y<-1 p3 h1; ", 32) == 0);
    CK_CHECK_EQUAL(seen.count, 2);
}

static ck_status look_at_amounts(void *user, const ck_host_deal *one, const char *rows, size_t length) {
    (void)rows;
    (void)length;
    double *sum = user;
    for (uint32_t k = 0; k < one->line[0].item_count; k++) {
        const ck_deal_fact *value = fact_of(one->line[0].item[k].facts, "value");
        *sum = value->text != NULL ? strtod(value->text, NULL) : value->number;
    }
    return CK_OK;
}

CK_TEST(quantities_multiply_down_the_tree) {
    io_start();
    static const char TEXT[] = "deal,id,parent,quantity,item.value (USD)\nd,a,,1,100\n,b,a,2,20\n,c,b,3,1.5\n";
    const ck_deal_table_options options = {.arena = &io_arena};
    double last = 0.0;
    CK_REQUIRE_OK(ck_deal_table_read_bytes("deals.csv", TEXT, sizeof TEXT - 1, false, deal_test_law(), &options, look_at_amounts, &last, &io_diags));
    CK_CHECK_NEAR(last, 9.0, 0.0);
}

CK_TEST(kept_rows_read_again_as_the_same_deal) {
    static const char TEXT[] = "deal,id,parent,description,content.Dy (%)\n"
                               "d1,a,,\"with \"\"quotes\"\", and a comma\",\n,b,a,,2.5\nd2,c,,,\n";
    CK_REQUIRE_OK(read_table(TEXT, true));
    const size_t header = strcspn(TEXT, "\n") + 1, first = sizeof TEXT - 1 - header - strlen("d2,c,,,\n");
    char wanted[256];
    snprintf(wanted, sizeof wanted, "d1: a<-1 b<0 p0 h0; %zu\nd2: c<-1 p0 h0; %zu\n", header + first, header + strlen("d2,c,,,\n"));
    CK_CHECK_TEXT(seen.text, wanted);
}

CK_TEST(mistakes_in_tables) {
    CK_CHECK_STATUS(read_table("id,item.orgin\na,CHN\n", false), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 1, 4, "unknown key \"orgin\"");
    CK_CHECK_STATUS(read_table("id,perent\na,\n", false), CK_E_UNKNOWN);
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"parent\"?");
    CK_CHECK_STATUS(read_table("id,id\na,b\n", false), CK_E_DUPLICATE);
    CK_CHECK_STATUS(read_table("id,content.Xx\na,1\n", false), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_table("id,end_usr\na,X\n", false), CK_E_UNKNOWN);
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"end_user\"?");
    CK_CHECK_STATUS(read_table("deal,id,parent\nd,a,\n,b,c\n", false), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 3, 4, "no earlier row of the deal has the id \"c\"");
    CK_CHECK_EQUAL(seen.count, 0);                                   // the spoilt deal is not handed over
    CK_CHECK_STATUS(read_table("deal,id\nd,a\ne,b\nd,c\n", false), CK_E_DUPLICATE);
    CK_CHECK_STATUS(read_table("deal,id\nd,a\nd,a\n", false), CK_E_DUPLICATE);
    CK_CHECK_STATUS(read_table("deal,id,deal.destination\nd,a,DEU\nd,b,FRA\n", false), CK_E_RANGE);
    CK_CHECK_STATUS(read_table("deal,kind,id\nd,itm,a\n", false), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_table("deal,kind,id,parent\nd,technology,a,b\n", false), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_table("deal,kind,id\nd,party,\n", false), CK_E_MISSING);
    CK_CHECK_STATUS(read_table("deal,kind,name\nd,party,A\n", false), CK_E_MISSING);     // no item
    CK_CHECK_STATUS(read_table("id,on\na,soon\n", false), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_table("id,quantity\na,-1\n", false), CK_E_RANGE);
    CK_CHECK_STATUS(read_table("", false), CK_E_MISSING);
}

/* The same table as a workbook gives the same deals. */
CK_TEST(workbooks_are_tables_too) {
    CK_REQUIRE_OK(read_table("deal,id,parent,item.value (USD),on\nd,a,,10.5,2026-10-08\n,b,a,2,\ne,c,,,\n", false));
    char wanted[sizeof seen.text];
    memcpy(wanted, seen.text, sizeof wanted);
    const char *path = io_path("deals.xlsx");
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Deals");
    lxw_format *day = workbook_add_format(book);
    format_set_num_format(day, "yyyy-mm-dd");
    static const char *const HEADER[] = {"deal", "id", "parent", "item.value (USD)", "on"};
    for (uint16_t i = 0; i < 5; i++) worksheet_write_string(sheet, 0, i, HEADER[i], NULL);
    worksheet_write_string(sheet, 1, 0, "d", NULL);
    worksheet_write_string(sheet, 1, 1, "a", NULL);
    worksheet_write_number(sheet, 1, 3, 10.5, NULL);
    worksheet_write_number(sheet, 1, 4, 46303, day);
    worksheet_write_string(sheet, 2, 1, "b", NULL);
    worksheet_write_string(sheet, 2, 2, "a", NULL);
    worksheet_write_number(sheet, 2, 3, 2, NULL);
    worksheet_write_string(sheet, 3, 0, "e", NULL);
    worksheet_write_string(sheet, 3, 1, "c", NULL);
    CK_REQUIRE(workbook_close(book) == LXW_NO_ERROR);
    seen = (seen_deals){0};
    const ck_deal_table_options options = {.arena = &io_arena};
    CK_REQUIRE_OK(ck_deal_table_read(path, deal_test_law(), &options, note_deal, NULL, &io_diags));
    CK_CHECK_TEXT(seen.text, wanted);
}
