#include "host/sam/sam_go.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/function/path.h"
#include "common/function/text_file.h"
#include "host/sam/sam_packages.h"
#include "host/sam/sam_sources.h"

enum { LOG_SHOWN = 700 };

static bool log_path(char path[PATH_MAX], const char *output)
{
    return snprintf(path, PATH_MAX, "%s.log", output) < PATH_MAX;
}

enum sam_go_state sam_go_state_of(const char *folder, const char *program,
                                  const char *output)
{
    char log[PATH_MAX];
    int64_t newest = sam_sources_ns(folder, NULL);

    if (sam_file_ns(program) >= newest)
        return SAM_GO_CURRENT;
    if (sam_file_ns(output) >= newest)
        return SAM_GO_BUILT;
    return log_path(log, output) && sam_file_ns(log) >= newest ? SAM_GO_FAILED
                                                               : SAM_GO_STALE;
}

static bool is_in_path(const char *name)
{
    const char *paths = getenv("PATH");
    char path[PATH_MAX];

    while (paths && *paths) {
        size_t size = strcspn(paths, ":");
        if (snprintf(path, sizeof path, "%.*s/%s", (int)size, paths, name) <
                PATH_MAX &&
            path_is_file(path) && access(path, X_OK) == 0)
            return true;
        paths += size + (paths[size] == ':');
    }
    return false;
}

static void set_failure(const struct sam_function *fn, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(64 * 1024);
    struct error ignored = ERROR_NONE;
    char path[PATH_MAX];

    if (!log_path(path, fn->go_output))
        return;
    AUTO(int, fd_close) fd = text_file_open(path, &ignored);
    if (fd >= 0 && !text_file_read(fd, path, &text, &ignored))
        buf_clear(&text);
    while (text.size > 0 && text.data[text.size - 1] == '\n')
        buf_truncate(&text, text.size - 1);
    (void)error_set(err, "`go build` in %s has failed: %.*s", fn->folder,
                    LOG_SHOWN, text.data);
}

bool sam_go_find(const struct cfn_values *v, struct sam_function *fn,
                 struct error *err)
{
    char path[PATH_MAX];
    char own[PATH_MAX];
    char below[SAM_ID_SIZE + 64];

    (void)snprintf(below, sizeof below, ".aws-sam/dayfly/%s/bootstrap", fn->id);
    if (!path_join(path, fn->folder, "go.mod") || !path_is_file(path) ||
        !is_in_path("go") || !sam_path(v, below, fn->go_output) ||
        !path_join(own, fn->folder, "bootstrap"))
        return false;
    bool is_own =
        path_is_file(own) && access(own, X_OK) == 0 &&
        sam_go_state_of(fn->folder, own, fn->go_output) == SAM_GO_CURRENT;
    (void)snprintf(fn->program, sizeof fn->program, "%s",
                   is_own ? own : fn->go_output);
    if (sam_go_state_of(fn->folder, fn->program, fn->go_output) ==
        SAM_GO_FAILED)
        set_failure(fn, err);
    return true;
}
