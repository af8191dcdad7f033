#include "bootstrap/policy/read_only_mounts.h"

#include <limits.h>
#include <string.h>

#include "bootstrap/policy/writable_paths.h"
#include "common/function/path.h"

static bool add_writable(struct buf *words, const struct settings *s,
                         const struct handler *h, struct error *err)
{
    const struct grant *write = &s->permissions.grant[PERMISSION_WRITE];
    char path[PATH_MAX];
    const char *item;

    for (size_t n = 0; (item = grant_item(write, n)); n++)
        if (n + 1 == MOUNTS_MAX || !path_join(path, h->root, item) ||
            (!writable_paths_hold(h, s, path) &&
             !buf_add(words, path, strlen(path) + 1)))
            return error_set(
                err,
                "\"permissions.write\" has more than %d paths, the "
                "maximum with \"isolation\": \"strict\"; grant the "
                "folders they are in",
                MOUNTS_MAX - 1);
    return true;
}

/* Of files that belong to its user, a process could change modes and times; of
 * any that it may read, the time of access. */
bool read_only_mounts_choose(struct sandbox_policy *policy,
                             const struct settings *s, const struct handler *h,
                             struct log *log, struct error *err)
{
    const struct grant *write = &s->permissions.grant[PERMISSION_WRITE];
    struct mounts *mounts = &policy->sandbox.mounts;

    policy->writable = (struct buf)BUF(MOUNTS_MAX * PATH_MAX);
    if (s->isolation != ISOLATION_STRICT || write->kind == GRANT_ALL)
        return true;
    if (!policy->features.has[FEATURE_MOUNTS]) {
        log_printf(log, LEVEL_WARN,
                   "dayfly: modes and times of files can carry words to the "
                   "next event: %s",
                   policy->features.missing_reason[FEATURE_MOUNTS]);
        return true;
    }
    if (!add_writable(&policy->writable, s, h, err))
        return false;
    mounts->sealed = true;
    mounts->paths = policy->writable.data;
    mounts->paths_size = policy->writable.size;
    policy->sandbox.namespace_fds = policy->namespaces;
    return true;
}
