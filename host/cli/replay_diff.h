/* replay_diff.h - what is not as it was when a capsule was written: another
 * outcome is no wonder then. */
#ifndef DAYFLY_HOST_CLI_REPLAY_DIFF_H
#define DAYFLY_HOST_CLI_REPLAY_DIFF_H

#include <jansson.h>

/* Tells stderr of the files of the folder, a line for all; of the interpreter's
 * version, which is asked for, 5 s at most; of dayfly's. */
void replay_diff(const json_t *capsule, const char *folder);

#endif
