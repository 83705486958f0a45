/* Inside of a trade table. */
#ifndef CK_EXPOSURE_TRADE_H
#define CK_EXPOSURE_TRADE_H

#include "base/base.h"

struct ck_trade {
    uint32_t        countries, products;
    size_t          flows;
    const size_t   *first;               // (products + 1) flows of a product
    const uint32_t *importer, *exporter; // (flows)
    const double   *value;               // (flows)
    const double   *country_exports;     // (countries)
    const double   *product_exports;     // (products)
    double          total;
};

#endif
