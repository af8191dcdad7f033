/* cfn_note.h - sentences about a template, with their place. */
#ifndef DAYFLY_HOST_CFN_CFN_NOTE_H
#define DAYFLY_HOST_CFN_CFN_NOTE_H

#include "host/cfn/cfn_values.h"

enum { CFN_NOTES_MAX = 100 };

/* Returns false, with PATH:LINE:COLUMN before the text. */
bool cfn_error(const struct cfn_values *v, const struct yaml_node *at,
               struct error *err, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Adds a note, with the place before it, unless it is there; `at` may be NULL.
 * More than CFN_NOTES_MAX are not kept. */
void cfn_note(const struct cfn_values *v, const struct yaml_node *at,
              const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
