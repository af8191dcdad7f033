/* mapping_notes.h - what the log says of the queues and mappings that folders
 * bring: once, as long as it is so. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_NOTES_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_NOTES_H

#include <jansson.h>

#include "common/compiler.h"

struct mappings;

/* Of one search. */
struct mapping_notes {
    struct mappings *mappings;
    json_t *lines; /* owned */
};

void mapping_notes_begin(struct mapping_notes *notes,
                         struct mappings *mappings);
void mapping_notes_add(struct mapping_notes *notes, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
void mapping_notes_end(struct mapping_notes *notes);
/* A line by itself. */
void mapping_notes_log(const struct mappings *mappings, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

#endif
