#include "host/backup/cli_backup.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/backup/data_copy.h"
#include "host/cli/cli_util.h"

const char cli_backup_help[] =
    "dayfly backup DIR [--data FOLDER]\n"
    "\n"
    "Copies the folder in which a host keeps its functions and events to DIR,\n"
    "which must not exist. The host may run, and functions may be deployed\n"
    "meanwhile: each database is copied as it is at one moment, with the code\n"
    "that it names. On the same file system code takes no further space (hard\n"
    "links). To restore, stop the host, put the copy in the folder's place\n"
    "(cp -a DIR FOLDER) and start it again. Events that had waited run then,\n"
    "also those that the host has run since.\n"
    "\n"
    "  --data FOLDER  as of `dayfly serve` (default: /var/lib/dayfly for "
    "root,\n"
    "                 otherwise ~/.local/share/dayfly)\n";

static bool has(const char *folder, const char *name)
{
    char path[PATH_MAX];

    return snprintf(path, sizeof path, "%s/%s", folder, name) <
               (int)sizeof path &&
           access(path, F_OK) == 0;
}

/* EXIT_DONE, or the exit status. */
static int read_words(char *const words[], const char **to, const char **data,
                      char path[PATH_MAX])
{
    for (int i = 0; words[i]; i++) {
        int found = flag_value(words, &i, "--data", data);
        if (found < 0)
            return EXIT_USAGE;
        if (found > 0)
            continue;
        if (words[i][0] == '-')
            return usage_error("backup has no flag %s", words[i]);
        if (*to)
            return usage_error("\"%s\" is one word too many", words[i]);
        *to = words[i];
        /* It is made beside the place that it gets. */
        for (size_t n = strlen(words[i]); n > 1 && words[i][n - 1] == '/';)
            words[i][--n] = '\0';
    }
    if (!*to || !**to)
        return usage_error("name the folder that the backup becomes");
    if (!*data && !cli_data_folder(path))
        return usage_error("name the data folder with --data");
    *data = *data ? *data : path;
    return EXIT_DONE;
}

int cli_backup(char *const words[])
{
    const char *to = NULL;
    const char *data = NULL;
    static const char service[] = "/var/lib/dayfly";
    char path[PATH_MAX];
    struct data_copy copy;
    struct error err = ERROR_NONE;
    int status = read_words(words, &to, &data, path);

    if (status != EXIT_DONE)
        return status;
    if (!has(data, "dayfly.db"))
        return cli_failed(
            "%s has no dayfly.db: it is not the data folder of a host; name "
            "that with --data%s",
            data,
            data == path && geteuid() != 0 && access(service, F_OK) == 0
                ? " (sudo dayfly backup copies that of the service)"
                : "");
    if (!data_copy_make(&copy, data, to, &err))
        return cli_failed("%s", err.text);
    cli_print("%s: %zu databases and %zu files of %s", to, copy.databases,
              copy.files, data);
    if (has(to, "environment.key"))
        cli_note(
            "it has environment.key, which opens the variables of functions: "
            "keep the copy as secret as these");
    else
        cli_note(
            "it has no environment.key: keep the file of --key-file, without "
            "which the copy cannot be used");
    if (has(to, "keys"))
        cli_note("it has the access keys of callers");
    return EXIT_DONE;
}
