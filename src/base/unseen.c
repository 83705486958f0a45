/* Two constants that compilers do not get to see (CKI_UNSEEN in base.h): nothing else may stand in this file. */
#include "base.h"

const double cki_unseen_0 = 0.0, cki_unseen_1 = 1.0;
