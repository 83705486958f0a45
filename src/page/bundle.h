/* What a page needs beside its program: scenarios as JSON, worlds as model files, the texts of the law; compressed. */
#ifndef CK_PAGE_BUNDLE_H
#define CK_PAGE_BUNDLE_H

#include "io/kept_law.h"
#include "io/output.h"
#include "io/scenario.h"

typedef struct ck_page_blob { const char *name; unsigned char *data; size_t size; } ck_page_blob;     // gzip; name: file name

/* gzip without a time and a name, so that equal input gives equal bytes; blob->data is from malloc also after a failure. */
bool ck_page_gzip(const void *data, size_t size, ck_page_blob *blob);

typedef struct ck_page_bundle {
    void         *scenarios, *law, *game;            // json_t; law, game: NULL without
    ck_page_blob *blob; uint32_t blob_count;
    ck_host_list  blobs, models, names;
    ck_host_arena arena;
} ck_page_bundle;

ck_page_bundle ck_page_bundle_start(void);
/// Add a scenario whose law is applied, with its variants, over a model that outlives the bundle.
///
/// Returns  CK_OK; CK_NOTED when a variant was renamed, because another has its name; CK_E_DUPLICATE for two scenarios of one
///          name; CK_E_MEMORY
CK_MUST_USE ck_status ck_page_bundle_add(ck_page_bundle *bundle, const ck_host_scenario *scenario, const ck_model *model, const char *world,
                                         ck_diags *diags);
/* The texts of a law that outlives the bundle, for the view that checks deals. */
CK_MUST_USE ck_status ck_page_bundle_law(ck_page_bundle *bundle, const ck_kept_law *law, ck_diags *diags);
/* The game as JSON (json_t), which becomes the bundle's. */
void ck_page_bundle_game(ck_page_bundle *bundle, void *game);
/* Compress: scenarios.json.gz, WORLD.model.gz and, where they are there, law.json.gz and game.json.gz. Equal input gives equal bytes. */
CK_MUST_USE ck_status ck_page_bundle_close(ck_page_bundle *bundle, ck_diags *diags);
void ck_page_bundle_free(ck_page_bundle *bundle);

/* The files of the page and of the bundle into a folder, for any static host. */
CK_MUST_USE ck_status ck_page_write_folder(const ck_page_bundle *bundle, const char *folder, ck_host_batch *batch, ck_diags *diags);
/* All of them as one HTML document that opens from disk, offline. */
CK_MUST_USE ck_status ck_page_write_one(const ck_page_bundle *bundle, FILE *out, ck_diags *diags);

#endif
