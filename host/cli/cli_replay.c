#include "host/cli/cli_replay.h"

#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base64.h"
#include "common/error.h"
#include "common/fd.h"
#include "host/cli/cli_util.h"
#include "host/cli/replay_diff.h"

const char help_replay[] =
    "dayfly replay FILE [--folder DIR]\n"
    "\n"
    "Runs a failed event again, from a capsule: the file that the bootstrap\n"
    "writes with DAYFLY_CAPSULE=DIR. Event, headers, settings and time limit\n"
    "are those of the capsule; the code is that of the function's folder.\n"
    "Variables whose values the capsule does not contain are taken from your\n"
    "environment. Prints the response. Exit status: 0 success, 1 error.\n"
    "\n"
    "  --folder DIR  the function's folder, if it has moved\n";

enum { EVENT_MAX_BYTES = 8 * 1024 * 1024 };

static const char *text_of(const json_t *capsule, const char *key)
{
    return json_string_value(json_object_get(capsule, key));
}

static json_t *read_capsule(const char *path, struct error *err)
{
    json_error_t why;
    json_t *capsule = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    const char *kind = text_of(capsule, "dayfly");

    if (!capsule && why.line < 0) {
        (void)error_set(err, "%s", why.text);
        return NULL;
    }
    if (!capsule) {
        (void)error_set(err, "%s is not a capsule: line %d: %s", path, why.line,
                        why.text);
        return NULL;
    }
    if (kind && !strcmp(kind, "capsule") && text_of(capsule, "folder") &&
        text_of(capsule, "handler") &&
        json_integer_value(json_object_get(capsule, "limitMs")) > 0 &&
        json_is_object(json_object_get(capsule, "environment")) &&
        json_is_object(json_object_get(capsule, "headers")) &&
        (text_of(capsule, "event") || text_of(capsule, "eventBase64")))
        return capsule;
    (void)error_set(err,
                    "%s is not a capsule: dayfly, folder, handler, limitMs, "
                    "environment, headers or event is missing",
                    path);
    json_decref(capsule);
    return NULL;
}

/* Makes the event the standard input. */
static bool set_stdin(const json_t *capsule, struct error *err)
{
    AUTO(struct buf, buf_free) event = BUF(EVENT_MAX_BYTES);
    const json_t *text = json_object_get(capsule, "event");
    const char *coded = text_of(capsule, "eventBase64");
    AUTO(int, fd_close) fd = memfd_create("event", MFD_CLOEXEC);

    bool ok = text ? buf_add(&event, json_string_value(text),
                             json_string_length(text))
                   : base64_decode(&event, coded, strlen(coded));
    if (!ok)
        return error_set(err,
                         "the event is not valid base64, or larger than 8 MiB");
    if (fd < 0 || !fd_write_all(fd, event.data, event.size) ||
        lseek(fd, 0, SEEK_SET) != 0 || dup2(fd, STDIN_FILENO) < 0)
        return error_set_errno(err, "cannot pass the event on standard input");
    return true;
}

static bool set_all(const json_t *values, struct error *err)
{
    for (void *at = json_object_iter((json_t *)(size_t)values); at;
         at = json_object_iter_next((json_t *)(size_t)values, at)) {
        const char *name = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        if (!json_is_string(value) && !json_is_null(value))
            return error_set(err, "the value of %.64s is not a string", name);
        if (json_is_string(value) &&
            setenv(name, json_string_value(value), 1) != 0)
            return error_set_errno(err, "cannot set %.64s", name);
    }
    return true;
}

/* Adds the settings of the failed run to the environment of this process. */
static bool set_environment(const json_t *capsule, const char *folder,
                            struct error *err)
{
    json_int_t limit_ms =
        json_integer_value(json_object_get(capsule, "limitMs"));
    char seconds[32];

    (void)snprintf(seconds, sizeof seconds, "%lld",
                   (long long)(limit_ms + 999) / 1000);
    if (!set_all(json_object_get(capsule, "environment"), err) ||
        !set_all(json_object_get(capsule, "headers"), err))
        return false;
    if (unsetenv("DAYFLY_CAPSULE") != 0 ||
        setenv("DAYFLY_TIMEOUT", seconds, 1) != 0 ||
        setenv("LAMBDA_TASK_ROOT", folder, 1) != 0 ||
        setenv("_HANDLER", text_of(capsule, "handler"), 1) != 0)
        return error_set_errno(err, "cannot set the environment");
    return true;
}

/* Does not return if the bootstrap can be executed. */
static bool replay(const char *file, const char *other_folder,
                   struct error *err)
{
    char bootstrap[PATH_MAX];
    json_t *capsule = read_capsule(file, err);

    if (!capsule)
        return false;
    const char *folder =
        other_folder ? other_folder : text_of(capsule, "folder");
    bool ok = own_bootstrap(bootstrap, err) &&
              set_environment(capsule, folder, err) && set_stdin(capsule, err);
    if (ok) {
        replay_diff(capsule, folder);
        char *const words[] = {bootstrap, (char *)(size_t) "--once", NULL};
        (void)execv(bootstrap, words);
        (void)error_set_errno(err, "cannot run %s", bootstrap);
    }
    json_decref(capsule);
    return false;
}

int cli_replay(char *const words[])
{
    const char *folder = NULL;
    const char *file = NULL;
    struct error err = ERROR_NONE;

    for (int at = 0; words[at]; at++) {
        int is_flag = flag_value(words, &at, "--folder", &folder);
        if (is_flag < 0)
            return EXIT_USAGE;
        if (is_flag)
            continue;
        if (file || words[at][0] == '-')
            return usage_error(
                "replay takes one FILE and --folder DIR; remove %s", words[at]);
        file = words[at];
    }
    if (!file)
        return usage_error("replay needs the FILE of a capsule");
    (void)replay(file, folder, &err);
    return cli_failed("%s", err.text);
}
