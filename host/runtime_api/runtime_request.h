/* runtime_request.h - whether a runtime may do what it asks for: by its state where
 * one call is at work at a time, by the request's id where there are several.
 */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_REQUEST_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_REQUEST_H

#include "host/runner/runner.h"

/* False: the state forbids it, and that was answered. */
bool runtime_may_step(struct turn *t, struct request *r,
                      enum runtime_step step) MUST_CHECK;
/* The call that the answer with this id is for. NULL: it is for none at work or
 * comes at the wrong time, and that was answered. */
struct turn *runtime_may_answer(struct lane *l, struct request *r,
                                const char *id, enum runtime_step which);
/* The call whose response the request is, of which only the head is there, and
 * whose is due. NULL: none. */
struct turn *runtime_may_begin(struct lane *l, const struct request *r);
void runtime_refuse_late(struct request *r);

#endif
