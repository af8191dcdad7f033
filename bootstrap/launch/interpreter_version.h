/* interpreter_version.h - asks an interpreter for its version. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_VERSION_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_VERSION_H

#include "common/error.h"

enum { INTERPRETER_VERSION_TEXT_SIZE = 64 };

/* The first line that `file --version` prints; "": it printed nothing within
 * 5 s. False: it cannot be started. */
bool interpreter_version_text(const char *file,
                              char line[INTERPRETER_VERSION_TEXT_SIZE],
                              struct error *err) MUST_CHECK;
/* "v20.11.1" → 2011, which is 100 * major + minor. False: it has another form.
 */
bool interpreter_version(const char *text, unsigned *version) MUST_CHECK;

#endif
