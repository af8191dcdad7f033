/* residue_list.h - files and IPC objects that an event left outside of its
 * private folder. A value. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_RESIDUE_LIST_H
#define DAYFLY_BOOTSTRAP_EVENT_RESIDUE_LIST_H

#include <stdbool.h>
#include <stddef.h>

enum { RESIDUE_LIST_NAMES_SIZE = 320 };

struct residue_list {
    bool checked;    /* false: the other members mean nothing */
    bool incomplete; /* the search was stopped; there may be more */
    size_t found;    /* objects found */
    size_t removed;  /* how many of them were removed */
    char names[RESIDUE_LIST_NAMES_SIZE]; /* the first of them: "a, b" */
};

/* Counts one object and adds its name if there is room. */
void residue_list_add(struct residue_list *list, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
