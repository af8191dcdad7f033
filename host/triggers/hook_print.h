/* hook_print.h - what `dayfly hook list` prints. */
#ifndef DAYFLY_HOST_TRIGGERS_HOOK_PRINT_H
#define DAYFLY_HOST_TRIGGERS_HOOK_PRINT_H

#include <jansson.h>

/* A line about a webhook as the host lists it, and one for each of its
 * problems. */
void hook_print(const json_t *hook);

#endif
