/* cli_action.h - commands that are several actions on one host, such as
 * `dayfly queue purge`: their words are read, and the action is run. */
#ifndef DAYFLY_HOST_CLI_CLI_ACTION_H
#define DAYFLY_HOST_CLI_CLI_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "host/cli/cli_words.h"
#include "host/client/api_target.h"

/* What all of them read. A command has it in its own options. */
struct cli_action_words {
    struct target_flags flags;
    struct api_target target; /* open, unless the action is local */
    const char *action;       /* as it was named, or the first one's */
    const char *what;         /* the word after it; NULL: none */
};

struct cli_action {
    const char *name;
    int (*run)(const void *options); /* returns the exit status */
    const char *needs; /* what its word is, such as "a NAME"; NULL: none */
    bool may;          /* have a word, if it needs none */
    bool is_local;     /* asks no host */
};

struct cli_command {
    const char *name;
    const struct cli_action *actions; /* the first is that of no word */
    size_t count;
    const char *not_aws; /* why not, if the endpoint is AWS */
    /* More than the word of the action; EXIT_DONE, or an exit status, and told.
     * NULL: there is no more. */
    int (*check)(const void *options, const struct cli_action *action);
};

/* Reads the words, checks them, opens the target, and runs the action with
 * `options`, which have `common` and what the flags set; those of the target
 * are taken without being named. Returns the exit status. */
int cli_action_run(const struct cli_command *command, char *const words[],
                   const struct cli_flag *flags, size_t flag_count,
                   struct cli_action_words *common, const void *options);

#endif
