#include "host/cli/cli_init.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/cli/cli_util.h"
#include "host/cli/cli_words.h"
#include "host/base/embedded_file.h"
#include "host/functions/function_name.h"

struct target {
    const char *runtime;
    char folder[PATH_MAX]; /* as given, without slashes at the end */
    const char *name;      /* its last part */
    char prefix[64];       /* of the names of the files to write */
};

/* Of runtimes whose handler must be built. */
static const struct build {
    const char *runtime;
    const char *folder_flag;
    const char *command;
} builds[] = {
    {"c", "cd ", " && cc -O2 -Wall -static -o handler handler.c"},
    {"go", "cd ", " && CGO_ENABLED=0 go build -o handler ."},
};

static int no_such_runtime(const char *runtime)
{
    static const char list[] = "node, python, deno, bun, shell, c or go";

    if (!runtime)
        return usage_error("init needs --runtime with %s", list);
    return usage_error("there is no runtime \"%s\"; it must be %s", runtime,
                       list);
}

static int check_name(struct target *t, const char *folder)
{
    size_t size = strlen(folder);

    while (size > 1 && folder[size - 1] == '/')
        size--;
    if (size >= sizeof t->folder)
        return usage_error("the path of the folder is too long");
    (void)snprintf(t->folder, sizeof t->folder, "%.*s", (int)size, folder);
    const char *slash = strrchr(t->folder, '/');
    t->name = slash ? slash + 1 : t->folder;
    if (!function_name_is_plain(t->name))
        return usage_error(
            "\"%s\" cannot be the name of a function: it must have 1 to %d "
            "letters (a-z, A-Z), digits, - and _",
            t->name, FUNCTION_NAME_MAX);
    return EXIT_DONE;
}

static bool is_empty(DIR *dir)
{
    const struct dirent *entry;

    while ((entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            return false;
    return true;
}

/* The folders above the function's, each if it is missing. */
static bool make_parents(const struct target *t, struct error *err)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s", t->folder);
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        if (access(path, F_OK) != 0 && mkdir(path, 0777) != 0)
            return error_set_errno(err, "cannot create the folder %s", path);
        *at = '/';
    }
    return true;
}

static bool make_folder(const struct target *t, struct error *err)
{
    if (!make_parents(t, err))
        return false;
    if (mkdir(t->folder, 0777) == 0)
        return true;
    if (errno != EEXIST)
        return error_set_errno(err, "cannot create the folder %s", t->folder);
    DIR *dir = opendir(t->folder);
    if (!dir)
        return error_set_errno(err, "cannot use %s", t->folder);
    bool empty = is_empty(dir);
    (void)closedir(dir);
    return empty || error_set(err,
                              "%s exists and is not empty; choose another "
                              "name, or remove it",
                              t->folder);
}

static bool write_file(const struct target *t, const struct embedded_file *file,
                       struct error *err)
{
    char path[PATH_MAX + 64];
    AUTO(int, fd_close) fd = -1;

    (void)snprintf(path, sizeof path, "%s/%s", t->folder,
                   file->name + strlen(t->prefix));
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
              file->executable ? 0777 : 0666);
    if (fd < 0)
        return error_set_errno(err, "cannot create %s", path);
    return fd_write_all(fd, file->bytes, file->size) ||
           error_set_errno(err, "cannot write %s", path);
}

/* The command lines that come next. */
static void print_next(const struct target *t)
{
    const char *dayfly = cli_program_name();
    char bootstrap[PATH_MAX] = "bootstrap";
    struct error ignored = ERROR_NONE;

    (void)own_bootstrap(bootstrap, &ignored);
    for (size_t i = 0; i < COUNT(builds); i++)
        if (!strcmp(builds[i].runtime, t->runtime))
            cli_print("Build it:   (%s%s%s)", builds[i].folder_flag, t->folder,
                      builds[i].command);
    cli_print("Serve it:   %s serve %s", dayfly, t->folder);
    cli_print("Deploy it:  %s deploy %s    # to a host that serves already",
              dayfly, t->folder);
    cli_print(
        "Invoke it:  %s invoke %s    # in another terminal; with "
        "%s/event.json",
        dayfly, t->name, t->folder);
    cli_print(
        "Test it:    (cd %s && %s --once <event.json)    # without a "
        "server",
        t->folder, bootstrap);
}

static int write_files(const struct target *t)
{
    AUTO(struct buf, buf_free) names = BUF(1024);
    const struct embedded_file *file = NULL;
    struct error err = ERROR_NONE;

    if (!make_folder(t, &err))
        return cli_failed("%s", err.text);
    while ((file = embedded_file_next(file, t->prefix))) {
        if (!write_file(t, file, &err))
            return cli_failed("%s", err.text);
        (void)!buf_printf(&names, "%s%s", names.size > 0 ? ", " : "",
                          file->name + strlen(t->prefix));
    }
    cli_print("Created the function %s in %s: %s", t->name, t->folder,
              names.data);
    print_next(t);
    return fflush(stdout) == 0 ? EXIT_DONE
                               : cli_failed("cannot write to standard output");
}

int cli_init(char *const words[])
{
    struct target t = {.runtime = NULL};
    const struct cli_flag list[] = {{.name = "--runtime", .value = &t.runtime}};
    const struct cli_flags flags = {.list = list, .count = COUNT(list)};
    const char *folder;
    int status = cli_words_read("init", "one NAME", words, &flags, &folder);

    if (status != EXIT_DONE)
        return status;
    if (!folder)
        return usage_error("init needs the NAME of the new function");
    status = check_name(&t, folder);
    if (status != EXIT_DONE)
        return status;
    int size = snprintf(t.prefix, sizeof t.prefix, "templates/%s/",
                        t.runtime ? t.runtime : "");
    if (!t.runtime || !*t.runtime || strchr(t.runtime, '/') ||
        size >= (int)sizeof t.prefix || !embedded_file_next(NULL, t.prefix))
        return no_such_runtime(t.runtime);
    return write_files(&t);
}
