/* cli_util.h - exit statuses, error messages and flags of all commands. */
#ifndef DAYFLY_HOST_CLI_CLI_UTIL_H
#define DAYFLY_HOST_CLI_CLI_UTIL_H

#include <limits.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/version.h"

#define ENDPOINT_DEFAULT "http://127.0.0.1:9000"
#define ENDPOINT_VARIABLE "DAYFLY_ENDPOINT"

enum {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2, /* the command line is wrong */
};

/* The next four print a line, control characters written out. */
void cli_print(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Prints "dayfly: …" to standard error. */
void cli_note(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Prints "dayfly: …" to standard error. Returns EXIT_USAGE. */
int usage_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Prints "dayfly: …" to standard error. Returns EXIT_FAILED. */
int cli_failed(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Reads `flag VALUE` or, if the flag is a long one, `flag=VALUE` at words[*at].
 * 1: *value is set and *at is the index of the last word used. 0: this word is
 * not the flag. -1: the value is missing, or the flag is given twice; the error
 * was printed. */
int flag_value(char *const words[], int *at, const char *flag,
               const char **value);

/* The URL of the host: of the flag, unless that is NULL; of the variable
 * DAYFLY_ENDPOINT, unless that is unset or empty; the default. */
const char *cli_endpoint(const char *flag);

/* Whether text for this descriptor may have colours: it is a terminal that has
 * them, and NO_COLOR is unset or empty. */
bool cli_has_colours(int fd);

/* The folder of the host's store unless another one is named:
 * /var/lib/dayfly for root, else dayfly in $XDG_DATA_HOME or ~/.local/share.
 * False: there is no home. */
bool cli_data_folder(char path[PATH_MAX]);

/* How the user has called this program. */
const char *cli_program_name(void);

/* The path of the file `bootstrap` in the folder of this program. */
bool own_bootstrap(char path[PATH_MAX], struct error *err);

#endif
