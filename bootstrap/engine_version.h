/* engine_version.h - which version an interpreter is, by its own word. */
#ifndef DAYFLY_ENGINE_VERSION_H
#define DAYFLY_ENGINE_VERSION_H

#include "bootstrap/base/fault.h"

/* 100 times the first number plus the second: 2011 of "v20.11.1". Runs
 * `file --version`, for 5 s at most. */
bool engine_version(const char *file, unsigned *version,
                    struct fault *f) MUST_CHECK;

#endif
