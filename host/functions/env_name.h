/* env_name.h - which environment variables a manifest may set. Pure. */
#ifndef DAYFLY_HOST_FUNCTIONS_ENV_NAME_H
#define DAYFLY_HOST_FUNCTIONS_ENV_NAME_H

#include <stdbool.h>

/* It tells a bootstrap where it is; the host alone sets it. */
bool env_name_is_reserved(const char *name);
/* Letters, digits and _, and no digit first. */
bool env_name_is_valid(const char *name);

#endif
