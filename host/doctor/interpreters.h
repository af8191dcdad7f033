/* interpreters.h - which interpreters are in PATH, and until when somebody
 * mends them: a row for each. */
#ifndef DAYFLY_HOST_DOCTOR_INTERPRETERS_H
#define DAYFLY_HOST_DOCTOR_INTERPRETERS_H

struct findings;

void interpreters_look(struct findings *findings);

#endif
