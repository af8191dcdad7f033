/* entry_name.h - whether what a zip file says of an entry can be kept: its
 * name, and where a link leads. */
#ifndef DAYFLY_HOST_ARCHIVE_ENTRY_NAME_H
#define DAYFLY_HOST_ARCHIVE_ENTRY_NAME_H

#include <stdbool.h>

#include "common/compiler.h"

enum { ENTRY_PART_MAX = 255, ENTRY_NAME_MAX = 4000 };

/* What is wrong with the name, without a slash at its end, as the end of a
 * sentence; NULL: it can be one of a file below the folder. */
const char *entry_name_fault(const char *name);
/* By its text, a link of this name and target stays below the folder. Other
 * links on its way may still lead out. */
bool entry_link_stays(const char *name, const char *target);

#endif
