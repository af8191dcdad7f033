/* function_user.h - a user for each function, whom nobody else is. Only root
 * can give one away. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_FUNCTION_USER_H
#define DAYFLY_BOOTSTRAP_POLICY_FUNCTION_USER_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/launch/handler.h"
#include "common/error.h"

/* The same for the same folder, always. False: that user could not read the
 * function, or its interpreter; f names the path that is closed to others. */
bool function_user_for(const struct handler *h, uid_t *uid,
                       struct error *err) MUST_CHECK;

#endif
