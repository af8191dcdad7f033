/* held.h - requests that change a function while an update of it is on its way.
 * AWS answers 409 at once, and clients try again; here they wait until the code
 * has started or has not, which takes less than a second as a rule. */
#ifndef DAYFLY_HOST_MANAGEMENT_HELD_H
#define DAYFLY_HOST_MANAGEMENT_HELD_H

#include <stdbool.h>

struct held;
struct http_request;
struct management;

enum { HELD_MAX_MS = 12000 }; /* then they get their 409 */

void held_open(struct management *m);
/* Holds the request if an update of the function that this name or ARN means is
 * on its way: `again` is called with it later. False: it is not. */
bool held_add(struct management *m, struct http_request *req, const char *name,
              void (*again)(void *self, struct http_request *req), void *self);
/* An update has ended: those that wait are looked at soon. */
void held_look(struct management *m);
/* The caller has left. */
void held_forget(struct management *m, const struct http_request *req);
void held_close(struct management *m);

#endif
