/* interpreter_version.h - which version an interpreter is, by its own word. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_VERSION_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_VERSION_H

#include "common/error.h"

enum { ENGINE_SAYS_SIZE = 64 };

/* The first line, "" when there is none. Runs `file --version`, for 5 s at
 * most. */
bool engine_says(const char *file, char line[ENGINE_SAYS_SIZE],
                 struct fault *f) MUST_CHECK;
/* 100 times the first number plus the second: 2011 of "v20.11.1". */
bool engine_version(const char *said, unsigned *version) MUST_CHECK;

#endif
