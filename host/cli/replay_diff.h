/* replay_diff.h - reports what has changed since a capsule was written, because
 * the replay can then have another outcome. */
#ifndef DAYFLY_HOST_CLI_REPLAY_DIFF_H
#define DAYFLY_HOST_CLI_REPLAY_DIFF_H

#include <jansson.h>

/* Compares the files of the function, the interpreter's version (it runs the
 * interpreter with --version, for 5 s at most) and dayfly's version. Prints a
 * line to standard error for each of the three that differs. */
void replay_diff(const json_t *capsule, const char *folder);

#endif
