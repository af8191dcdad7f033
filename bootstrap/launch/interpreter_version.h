/* interpreter_version.h - which version an interpreter is, by its own word. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_VERSION_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_VERSION_H

#include "common/error.h"

enum { INTERPRETER_VERSION_TEXT_SIZE = 64 };

/* The first line, "" when there is none. Runs `file --version`, for 5 s at
 * most. */
bool interpreter_version_text(const char *file,
                              char line[INTERPRETER_VERSION_TEXT_SIZE],
                              struct error *err) MUST_CHECK;
/* 100 times the first number plus the second: 2011 of "v20.11.1". */
bool interpreter_version(const char *said, unsigned *version) MUST_CHECK;

#endif
