/* serving.h - which code of a function in the catalog answers: a changed
 * $LATEST does so once a process of it has started; until then, and if it does
 * not start, the old one goes on. Keeps State and LastUpdateStatus. */
#ifndef DAYFLY_HOST_MANAGEMENT_SERVING_H
#define DAYFLY_HOST_MANAGEMENT_SERVING_H

#include <stdbool.h>

#include "common/error.h"

struct catalog_entry;
struct management;

/* Serves what the catalog has: what was on its way when the host ended, begins
 * again. */
bool serving_open(struct management *m, struct error *err);
/* Before $LATEST is changed in its document: what is served stays known. False:
 * out of memory. */
bool serving_keep(struct catalog_entry *entry);
/* $LATEST, which is shown as Pending or InProgress, is new or has changed: it
 * is tried, and becomes Active or Successful, or Failed. False: err says why it
 * is not. */
bool serving_try(struct management *m, struct catalog_entry *entry,
                 struct error *err);

/* How the version is run has changed, but not its configuration: its next
 * invocations get new processes. */
void serving_renew(struct management *m, struct catalog_entry *entry,
                   const char *version);

#endif
