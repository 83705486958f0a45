/* Contested choices of the law by name: for options of commands and keys of scenarios. */
#ifndef CK_IO_LAW_READINGS_H
#define CK_IO_LAW_READINGS_H

#include "io/host.h"

/// The reading `alternative` of the choice `choice`.
///
/// place    of the words, for diagnostics; {0}: they come from an option
/// Returns  CK_OK; CK_E_UNKNOWN (CK_E_USAGE for an option) when there is none, with the names there are
CK_MUST_USE ck_status ck_host_reading_find(const ck_law *law, const char *choice, const char *alternative, ck_place place,
                                           uint32_t *reading, ck_diags *diags);

#endif
