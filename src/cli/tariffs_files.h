/* Results of the long run as JSON and as tables: how `tariffs` writes them. */
#ifndef CK_CLI_TARIFFS_FILES_H
#define CK_CLI_TARIFFS_FILES_H

#include "study/tariffs_join.h"

typedef struct ck_tariff_deviation_text { const char *sector; double rate, gain; } ck_tariff_deviation_text;         // per cent
ck_tariff_deviation_text ck_tariff_deviation_words(const ck_tariff_study *study, const cki_trade_deviation *deviation);

/* joined: NULL without a run. */
void ck_tariffs_print_json(const ck_tariff_study *study, const ck_tariff_scenario *scenario, const ck_joined *joined);
/* welfare.csv, trade.csv, sectors.csv, duties.csv, games.csv; gains.csv where they were asked; after a run end_of_adjustment.csv. */
CK_MUST_USE ck_status ck_tariffs_write_tables(const char *folder, const ck_tariff_study *study, const ck_tariff_scenario *scenario,
                                              const ck_joined *joined, ck_diags *diags);

#endif
