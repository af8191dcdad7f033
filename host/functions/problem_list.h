/* problem_list.h - what was wrong with folders, as sentences. */
#ifndef DAYFLY_HOST_FUNCTIONS_PROBLEM_LIST_H
#define DAYFLY_HOST_FUNCTIONS_PROBLEM_LIST_H

#include <stddef.h>

#include "common/error.h"

struct problem_list {
    char **texts; /* owned */
    size_t count; /* at most 100: no more are kept */
};

/* Copies the text. False: out of memory. */
bool problem_list_add(struct problem_list *list, const char *text,
                      struct error *err) MUST_CHECK;
void problem_list_clear(struct problem_list *list);

#endif
