/* lookup.h - what the qualifiers of a function mean. */
#ifndef DAYFLY_HOST_MANAGEMENT_LOOKUP_H
#define DAYFLY_HOST_MANAGEMENT_LOOKUP_H

#include <jansson.h>

#include "host/catalog/catalog.h"

/* The version that a version's number or an alias means; of an alias with
 * weights its main one. NULL: neither; borrowed,
 * as the next. */
const char *lookup_version(const struct catalog_entry *entry,
                           const char *qualifier);
/* The same for one invocation: of an alias with weights, one by chance. */
const char *lookup_version_by_weight(const struct catalog_entry *entry,
                                     const char *qualifier);

#endif
