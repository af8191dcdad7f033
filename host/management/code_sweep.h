/* code_sweep.h - removes code from the code store when nothing needs it any
 * more. */
#ifndef DAYFLY_HOST_MANAGEMENT_CODE_SWEEP_H
#define DAYFLY_HOST_MANAGEMENT_CODE_SWEEP_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct management;

void code_sweep_open(struct management *m);
/* Forgets code that an earlier host has left: it ended while it added or
 * removed a function. For when the functions of the catalog are served. */
bool code_sweep_begin(struct management *m, struct error *err) MUST_CHECK;
/* Forgets what it was to remove. */
void code_sweep_close(struct management *m);
/* Removes the code once no configuration has it any more and no process loads
 * it; "": none. */
void code_sweep_forget(struct management *m, const char *sha256);
/* The same for what a configuration has that is gone: its code and its layers.
 * NULL: there is none. */
void code_sweep_forget_all(struct management *m, const json_t *configuration);

#endif
