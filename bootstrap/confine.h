/* confine.h - the walls this function's processes get: from what it asks for,
 * and from what the kernel can do. */
#ifndef DAYFLY_CONFINE_H
#define DAYFLY_CONFINE_H

#include <stdbool.h>

#include "bootstrap/handler.h"
#include "bootstrap/landlock.h"
#include "bootstrap/settings.h"
#include "bootstrap/tiers.h"
#include "bootstrap/walls.h"

struct confine {
    bool wanted; /* else there are no walls */
    struct tiers tiers;
    struct seccomp filter;
    struct landlock_wants wants;
    struct walls walls;
    char tier[96]; /* of what is in use, such as "seccomp, scopes"; "none" */
};

/* Into a struct of zeros, once, at birth. False: what is asked for cannot be
 * had. To be closed either way. */
bool confine_open(struct confine *c, const struct settings *s,
                  const struct handler *h, struct fault *f) MUST_CHECK;
/* For the next process; NULL: none. Valid until the next call. */
const struct walls *confine_walls(struct confine *c);
void confine_close(struct confine *c);

#endif
