/* schedule_delete.h - `dayfly schedule delete`. */
#ifndef DAYFLY_HOST_TRIGGERS_SCHEDULE_DELETE_H
#define DAYFLY_HOST_TRIGGERS_SCHEDULE_DELETE_H

#include "host/client/api_target.h"

/* `what` is NAME or, as the list prints it, GROUP/NAME; with a `group`, which
 * may be NULL, it is NAME. Returns the exit status. */
int schedule_delete(const struct api_target *target, const char *what,
                    const char *group);

#endif
