/* lookup.h - what the qualifiers of a function mean. */
#ifndef DAYFLY_HOST_MANAGEMENT_LOOKUP_H
#define DAYFLY_HOST_MANAGEMENT_LOOKUP_H

#include <jansson.h>

#include "host/catalog/catalog.h"

/* The configuration of a published version; borrowed, as the next. NULL: none.
 */
const json_t *lookup_configuration(const struct catalog_entry *entry,
                                   const char *version);
const json_t *lookup_alias(const struct catalog_entry *entry, const char *name);
/* The version that a version's number or an alias means; of an alias with
 * weights its main one. NULL: neither. */
const char *lookup_version(const struct catalog_entry *entry,
                           const char *qualifier);
/* The same for one invocation: of an alias with weights, one by chance. */
const char *lookup_version_by_weight(const struct catalog_entry *entry,
                                     const char *qualifier);

#endif
