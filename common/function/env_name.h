/* env_name.h - which environment variables a dayfly.json may set. Pure. */
#ifndef DAYFLY_COMMON_FUNCTION_ENV_NAME_H
#define DAYFLY_COMMON_FUNCTION_ENV_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* What the kernel allows for "NAME=VALUE" and the NUL after it. */
enum { ENV_VARIABLE_MAX_BYTES = 128 * 1024 };

/* Letters, digits and _, and the first one no digit. */
bool env_name_is_valid(const char *name);
/* Only the platform sets it: _*, AWS_LAMBDA_* (except the three that configure
 * a function's log and wrapper), the region, and the folders of the function
 * and of the runtime. */
bool env_name_is_reserved(const char *name);

/* The kernel takes a value of so many bytes with this name. */
bool env_value_fits(const char *name, size_t size);

#endif
