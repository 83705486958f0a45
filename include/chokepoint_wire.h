/* 12. What travels between a command, a page and a server: scopes as text, and scenarios as bytes. Part of chokepoint.h. */
#ifndef CHOKEPOINT_WIRE_H
#define CHOKEPOINT_WIRE_H

#include "chokepoint.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A reach (ck_measure.reach) as text is a list of rows "ITEM; ORIGINS; DESTINATIONS; END USES", with ids separated by spaces:

       "ndfeb-heavy; CHN; * -CHN; civil military"

   `*` picks all, a name after `-` takes one away again; end uses may be `*`. A flow is in reach when some row holds it. A fifth
   part is the share of it that is caught, where the law names some of the parties: "; 0.125", at most six digits; the last row
   that holds a flow says it. */
#define CK_REACH_PARTS 4u                    // of a row without a share
bool ck_reach_has_shares(ck_names rows);

/* Bytes of a reach over this model: items x regions x regions. */
size_t ck_reach_bytes(const ck_model *model);

/// Rows into a reach.
///
/// rows     texts as above; none: nothing is in reach
/// reach    out, ck_reach_bytes(model) bytes
/// share    out, ck_reach_bytes(model) x CK_END_USE_COUNT numbers (ck_measure.reach_share), or NULL when no row has one
/// Returns  CK_OK; CK_E_SYNTAX for a row without its parts, CK_E_UNKNOWN for a name that the model lacks, CK_E_RANGE for a share;
///          all in diags
/// Cost     O(bytes of the reach + names x regions)
CK_MUST_USE ck_status ck_reach_read(const ck_model *model, ck_names rows, uint8_t *reach, double *share,
                                    ck_diags *diags);

/* A scenario spec as bytes, little-endian; docs/page.md has the table of its fields. `measure` has `reach` resolved where the
   bytes carry rows. */

/// How much memory the spec of these bytes takes.
///
/// like     a loaded spec whose reaches are taken over where a measure with the same id, at the same place, has the same rows;
///          NULL: none
/// Returns  CK_OK with `block_bytes` set; CK_E_FORMAT when they are not a spec
CK_MUST_USE ck_status ck_scenario_spec_block_bytes(const ck_model *model, const void *file, size_t file_bytes,
                                                   const ck_scenario_spec *like, size_t *block_bytes, ck_diags *diags);
/// Decode. All texts are copied into `block`; the spec is valid as long as it and, with `like`, the block of that one.
///
/// Returns  CK_OK; CK_E_FORMAT, CK_E_MEMORY, or what ck_reach_read returns. Ranges and names are checked by ck_scenario_build.
CK_MUST_USE ck_status ck_scenario_spec_load(const ck_model *model, const void *file, size_t file_bytes,
                                            const ck_scenario_spec *like, void *block, size_t bytes, ck_scenario_spec *spec,
                                            ck_diags *diags);

#ifdef __cplusplus
}
#endif
#endif
