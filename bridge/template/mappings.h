/* Which memory a copy gets. */
#ifndef TEMPLATE_MAPPINGS_H
#define TEMPLATE_MAPPINGS_H

#include <stdbool.h>

#include "bridge/template/text.h"

/* Takes the mark "not in a copy" (MADV_DONTFORK) from all private mappings: V8
 * sets it on its code and its heap cage. Returns false and adds to `why` if
 * there is a shared mapping that is not merely read: what one copy writes
 * there, all others would see. */
bool mappings_prepare(struct line *why);

#endif
