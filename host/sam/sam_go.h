/* sam_go.h - a function in Go whose program is built from the source, because
 * the one beside it is missing or older. Only the times of files are compared;
 * who runs `go build` is above. */
#ifndef DAYFLY_HOST_SAM_SAM_GO_H
#define DAYFLY_HOST_SAM_SAM_GO_H

#include "host/sam/sam_template.h"

/* The folder has a go.mod, and a `go` is in PATH: sets the function's program
 * and where that is built to, and err if the last build has failed. False: none
 * can be built. */
bool sam_go_find(const struct cfn_values *v, struct sam_function *fn,
                 struct error *err);

enum sam_go_state {
    SAM_GO_CURRENT, /* the program is newer than the source */
    SAM_GO_BUILT,   /* the output is, which is another one */
    SAM_GO_FAILED,  /* the words of the last build are, which made none */
    SAM_GO_STALE,   /* a build is due */
};

/* `output`: where it is built to; beside it is OUTPUT.log, the words of a build
 * that has failed. */
enum sam_go_state sam_go_state_of(const char *folder, const char *program,
                                  const char *output);

#endif
