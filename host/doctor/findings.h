/* findings.h - what `dayfly doctor` has found: rows of a name, a state and a
 * sentence. */
#ifndef DAYFLY_HOST_DOCTOR_FINDINGS_H
#define DAYFLY_HOST_DOCTOR_FINDINGS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"

enum finding {
    FINDING_YES,
    FINDING_NO,  /* it is not there, and need not be */
    FINDING_BAD, /* somebody has to do something */
};

/* Rows in a JSON array. */
struct findings {
    json_t *rows; /* owned */
    bool bad;
    bool incomplete; /* memory was exhausted */
};

void findings_add(struct findings *findings, const char *name,
                  enum finding state, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* To standard output. */
void findings_print(const struct findings *findings);
bool findings_print_json(const struct findings *findings) MUST_CHECK;

#endif
