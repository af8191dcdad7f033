#include "host/cli/cli_util.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/visible_text.h"

static void print_line(FILE *to, const char *begin, const char *fmt,
                       va_list args) PRINTF_LIKE(3, 0);

/* Paths, and what functions and callers have made up, may be in it. */
static void print_line(FILE *to, const char *begin, const char *fmt,
                       va_list args)
{
    AUTO(struct buf, buf_free) shown = BUF(32 * 1024);
    char text[8192];

    (void)vsnprintf(text, sizeof text, fmt, args);
    (void)!visible_text_add(&shown, text, strlen(text), "\n\t");
    (void)fprintf(to, "%s%s\n", begin, shown.data);
}

static void print_about(const char *fmt, va_list args) PRINTF_LIKE(1, 0);

static void print_about(const char *fmt, va_list args)
{
    print_line(stderr, "dayfly: ", fmt, args);
}

void cli_print(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    print_line(stdout, "", fmt, args);
    va_end(args);
}

void cli_note(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    print_about(fmt, args);
    va_end(args);
}

int usage_error(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    print_about(fmt, args);
    va_end(args);
    return EXIT_USAGE;
}

int cli_failed(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    print_about(fmt, args);
    va_end(args);
    return EXIT_FAILED;
}

int flag_value(char *const words[], int *at, const char *flag,
               const char **value)
{
    const char *word = words[*at];
    size_t size = strlen(flag);
    const char *found = NULL;

    if (strncmp(word, flag, size) != 0)
        return 0;
    if (word[size] == '=' && flag[1] == '-')
        found = word + size + 1;
    else if (word[size] != '\0')
        return 0;
    else
        found = words[++*at];
    if (!found || *value) {
        (void)usage_error(found ? "%s is given twice" : "%s needs a value",
                          flag);
        return -1;
    }
    *value = found;
    return 1;
}

const char *cli_endpoint(const char *flag)
{
    const char *variable = getenv(ENDPOINT_VARIABLE);

    if (flag)
        return flag;
    return variable && *variable ? variable : ENDPOINT_DEFAULT;
}

bool cli_has_colours(int fd)
{
    const char *none = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return isatty(fd) == 1 && (!none || !*none) && terminal && *terminal &&
           strcmp(terminal, "dumb") != 0;
}

bool cli_data_folder(char path[PATH_MAX])
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int size;

    if (geteuid() == 0)
        size = snprintf(path, PATH_MAX, "/var/lib/dayfly");
    else if (data && *data == '/')
        size = snprintf(path, PATH_MAX, "%s/dayfly", data);
    else if (home && *home == '/')
        size = snprintf(path, PATH_MAX, "%s/.local/share/dayfly", home);
    else
        return false;
    return size < PATH_MAX;
}

const char *cli_program_name(void)
{
    return program_invocation_name;
}

bool own_bootstrap(char path[PATH_MAX], struct error *err)
{
    char self[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);

    if (size <= 0)
        return error_set_errno(err, "cannot read /proc/self/exe");
    self[size] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    if (snprintf(path, PATH_MAX, "%s/bootstrap", self) >= PATH_MAX)
        return error_set(err, "the path of the folder with dayfly is too long");
    return true;
}
