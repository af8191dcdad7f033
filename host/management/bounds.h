/* bounds.h - how many runtime processes a function of the catalog has: its
 * reserved concurrency at most, the provisioned concurrency of a version at
 * least. */
#ifndef DAYFLY_HOST_MANAGEMENT_BOUNDS_H
#define DAYFLY_HOST_MANAGEMENT_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

struct catalog_entry;
struct management;

/* ReservedConcurrentExecutions; -1: none. */
long bounds_reserved(const struct catalog_entry *entry);
/* How many processes of a version may run at once; 0: as many as its code says.
 */
unsigned bounds_runtimes(const struct catalog_entry *entry);
/* Gives what the document says to the pools: after each change of `reserved`,
 * `provisioned`, and of what an alias means. */
void bounds_apply(struct management *m, const struct catalog_entry *entry);
/* How many processes of the version that the qualifier means are ready. */
size_t bounds_ready(struct management *m, const struct catalog_entry *entry,
                    const char *qualifier);
/* The last of them that was started has failed. */
bool bounds_failed(struct management *m, const struct catalog_entry *entry,
                   const char *qualifier);

#endif
