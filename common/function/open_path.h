/* open_path.h - whether another user can get at a path. */
#ifndef DAYFLY_COMMON_FUNCTION_OPEN_PATH_H
#define DAYFLY_COMMON_FUNCTION_OPEN_PATH_H

#include <stdbool.h>
#include <sys/stat.h>

#include "common/error.h"

/* The user can pass through each folder above the path, and has one of these
 * rights to it (S_I?OTH). False: err names what is closed. */
bool open_path_check(const char *path, uid_t uid, mode_t bits,
                     struct error *err) MUST_CHECK;

#endif
