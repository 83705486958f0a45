/* A law of a text and one deal under it. */
#ifndef CK_LAW_KIT_H
#define CK_LAW_KIT_H

#include "ck_test.h"
#include "law/law.h"

#include <stdlib.h>
#include <string.h>

typedef struct law_kit { const ck_law *law; const ck_facts *facts; ck_law_work *work; void *block[3]; } law_kit;

/* What building and `law check` say of a text; `status` is that of the check when it was built. */
typedef struct kit_said { ck_diag item[32]; char texts[8192]; ck_diags diags; ck_status built, status; void *block; } kit_said;

static inline void kit_check(kit_said *said, const char *text) {
    const ck_law_source source = {"made.law", text, strlen(text)};
    const size_t bytes = ck_law_bytes(&source, 1);
    const ck_law *law = NULL;
    said->diags = (ck_diags)CK_DIAGS(said->item, said->texts);
    said->block = aligned_alloc(16, bytes);
    said->built = said->status = ck_law_build(&source, 1, said->block, bytes, &law, &said->diags);
    if (said->built >= 0) said->status = ck_law_check(law, &said->diags);
}

static inline void kit_said_end(kit_said *said) {
    free(said->block);
}

static inline void kit_start(law_kit *kit, const char *text, const ck_deal *deal) {
    const ck_law_source source = {"made.law", text, strlen(text)};
    ck_diag items[32];
    char texts[4096];
    ck_diags diags = CK_DIAGS(items, texts);
    size_t bytes = ck_law_bytes(&source, 1);
    kit->block[0] = aligned_alloc(16, bytes);
    ck_status status = ck_law_build(&source, 1, kit->block[0], bytes, &kit->law, &diags);
    if (status >= 0) {
        bytes = ck_deal_bytes(kit->law, deal);
        kit->block[1] = aligned_alloc(16, bytes);
        status = ck_deal_bind(kit->law, deal, kit->block[1], bytes, &kit->facts, &diags);
    }
    for (uint32_t k = 0; k < diags.count; k++) printf("%u:%u %s\n", items[k].place.line, items[k].place.column, items[k].message);
    CK_REQUIRE_OK(status);
    const ck_law_work_size size = ck_law_work_default(kit->facts, CK_DETAIL_TRACE);
    bytes = ck_law_work_bytes(kit->law, size);
    kit->block[2] = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_law_work_start(kit->law, size, kit->block[2], bytes, &kit->work));
}

static inline const ck_law_decision *kit_ask(law_kit *kit, ck_law_question question) {
    const ck_law_decision *decision = NULL;
    CK_REQUIRE_USABLE(ck_law_decide(kit->work, kit->facts, question, &decision, NULL));
    return decision;
}

static inline void kit_end(law_kit *kit) {
    for (int k = 0; k < 3; k++) free(kit->block[k]);
}

#endif
