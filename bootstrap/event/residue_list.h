/* residue_list.h - what was found of an event outside of its folder. A value.
 */
#ifndef DAYFLY_BOOTSTRAP_EVENT_RESIDUE_LIST_H
#define DAYFLY_BOOTSTRAP_EVENT_RESIDUE_LIST_H

#include <stdbool.h>
#include <stddef.h>

enum { RESIDUE_LIST_NAMES_SIZE = 320 };

struct residue_list {
    bool checked;                        /* else nothing is known */
    bool incomplete;                     /* time was over, there may be more */
    size_t found;                        /* things */
    size_t removed;                      /* of those */
    char names[RESIDUE_LIST_NAMES_SIZE]; /* of the first, "a, b" */
};

void residue_list_add(struct residue_list *list, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
