/* cli_words.h - the words of a command: its flags in any order, and at most one
 * other word. */
#ifndef DAYFLY_HOST_CLI_CLI_WORDS_H
#define DAYFLY_HOST_CLI_CLI_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct target_flags;

struct cli_flag {
    const char *name;
    const char **value; /* NULL: it takes none, and sets... */
    bool *is_set;
};

struct cli_flags {
    const struct cli_flag *list;
    size_t count;
    struct target_flags *target; /* for those of cli_target.h; NULL: none */
};

/* As flag_value(), for any of them. */
int cli_flags_take(const struct cli_flags *flags, char *const words[], int *at);
/* *word: the one beside the flags; NULL: there is none. `takes`: what it is,
 * such as "one NAME". EXIT_DONE, or EXIT_USAGE, and the mistake was printed. */
int cli_words_read(const char *command, const char *takes, char *const words[],
                   const struct cli_flags *flags, const char **word);

#endif
