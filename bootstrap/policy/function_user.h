/* function_user.h - a user id of its own for each function. Needs root. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_FUNCTION_USER_H
#define DAYFLY_BOOTSTRAP_POLICY_FUNCTION_USER_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"
#include "common/log.h"

/* Sets *uid, which depends on the function's folder only. False if that user
 * could not read the function or its interpreter; err names the path. */
bool function_user_for(const struct handler *h, uid_t *uid,
                       struct error *err) MUST_CHECK;
/* The log names each path that `permissions` grants and that the modes of files
 * keep from that user. */
void function_user_check_grants(uid_t uid, const struct handler *h,
                                const struct settings *s, struct log *log);

#endif
