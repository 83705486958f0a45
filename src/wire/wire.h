/* Limits of what travels. */
#ifndef CK_WIRE_WIRE_H
#define CK_WIRE_WIRE_H

#include "chokepoint_wire.h"

enum { CKI_WIRE_WORDS = 16, CKI_WIRE_NAMES = 64 * CKI_WIRE_WORDS };  // regions of a reach

#define CKI_WIRE_MAGIC "CKSPEC1"                                     // with its NUL 8 bytes

#endif
