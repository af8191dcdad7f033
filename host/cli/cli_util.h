/* cli_util.h - what `dayfly COMMAND` does. Each gets the words after the
 * command and returns the exit status: 0 done, 1 failed, 2 asked wrongly. */
#ifndef DAYFLY_HOST_CLI_CLI_UTIL_H
#define DAYFLY_HOST_CLI_CLI_UTIL_H

#include "common/compiler.h"
#include "common/version.h"

#define DAYFLY_ENDPOINT "http://127.0.0.1:9000"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

int cli_serve(char *const words[]);
int cli_invoke(char *const words[]);
int cli_list(char *const words[]);
int cli_replay(char *const words[]);

/* Prints "dayfly: …" and where help is found; EXIT_USAGE. */
int usage_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Prints "dayfly: …"; EXIT_FAILED. */
int cli_failed(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Takes the value of a flag that has one: `--flag VALUE` or `--flag=VALUE`.
 * 1: *value is set and *at stands on the last word used; 0: this word is
 * another; -1: the value is missing or was given before, and that was said. */
int flag_value(char *const words[], int *at, const char *flag,
               const char **value);

#endif
