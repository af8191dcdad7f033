/* schedule_source.h - schedules that are made from something else than a
 * request: from files of functions, and from rules. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_SOURCE_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_SOURCE_H

#include <jansson.h>
#include <stdbool.h>

struct scheduler;

/* The schedule of this document is there, as it was if it has not changed, and
 * has `found`. Takes the document; NULL: out of memory. If it cannot be, the
 * log says "`what` does not run" and why. */
void schedule_source_take(struct scheduler *sc, json_t *document,
                          bool from_folder, const char *what);

#endif
