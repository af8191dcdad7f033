#include "bootstrap/policy/process_sandbox.h"

#include <fcntl.h>
#include <unistd.h>

#include "bootstrap/os/process_threads.h"
#include "common/fd.h"

static bool has_rules(const struct sandbox_policy *policy)
{
    return policy->landlock_config.scopes ||
           policy->landlock_config.file_access || policy->landlock_config.ports;
}

/* A new rule set for each process: it alone may use its private folder.
 * folder: that folder; for a template, the one that contains it. */
static bool make_rules(struct sandbox_policy *policy, const char *folder,
                       struct error *err)
{
    int *rules = &policy->sandbox.landlock_rules;

    fd_close(rules);
    if (!landlock_make(rules, &policy->landlock_config, err))
        return false;
    for (size_t i = 0; i < policy->path_access.count; i++)
        if (!landlock_allow(*rules, &policy->landlock_config,
                            policy->path_access.paths[i].fd,
                            policy->path_access.paths[i].access, err))
            return false;
    for (size_t i = 0; i < policy->port_count; i++)
        if (!landlock_allow_port(*rules, &policy->landlock_config,
                                 policy->ports[i], err))
            return false;
    if (!*folder || !policy->landlock_config.file_access)
        return true;
    /* Another event of the same user may have put a link there. */
    AUTO(int, fd_close)
    own = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (own < 0)
        return error_set_errno(err, "cannot grant %s", folder);
    return landlock_allow(*rules, &policy->landlock_config, own,
                          ACCESS_READ | ACCESS_WRITE, err);
}

bool process_sandbox_give_folder(const struct sandbox_policy *policy,
                                 const char *scratch, struct error *err)
{
    uid_t uid = policy->sandbox.uid;

    return !uid || !*scratch || chown(scratch, uid, uid) == 0 ||
           error_set_errno(err, "cannot change the owner of %s", scratch);
}

const struct cgroup *process_sandbox_group(const struct sandbox_policy *policy,
                                           unsigned place)
{
    return policy->wanted
               ? resource_limits_group(&policy->resource_limits, place)
               : NULL;
}

static bool make_sandbox(struct sandbox_policy *policy, unsigned place,
                         const char *folder, const struct sandbox **sandbox,
                         struct error *err)
{
    policy->sandbox.group = process_sandbox_group(policy, place);
    policy->sandbox.mounts.folder = folder;
    *sandbox = policy->wanted ? &policy->sandbox : NULL;
    return !policy->wanted || !has_rules(policy) ||
           make_rules(policy, folder, err);
}

bool process_sandbox_make(struct sandbox_policy *policy, unsigned place,
                          const char *scratch, const struct sandbox **sandbox,
                          struct error *err)
{
    if (policy->sandbox.filter)
        policy->sandbox.filter = &policy->filter;
    return process_sandbox_give_folder(policy, scratch, err) &&
           make_sandbox(policy, place, scratch, sandbox, err);
}

bool process_sandbox_allows_copies(const struct sandbox_policy *policy)
{
    return !policy->sandbox.namespaces && !policy->sandbox.ipc &&
           !policy->sandbox.mounts.sealed;
}

bool process_sandbox_opens_root(const struct sandbox_policy *policy)
{
    return policy->landlock_config.file_access && !policy->sandbox.uid;
}

bool process_sandbox_make_template(struct sandbox_policy *policy,
                                   unsigned place, const char *root,
                                   const char *scratch,
                                   const struct sandbox **sandbox,
                                   struct error *err)
{
    struct seccomp_rules rules = policy->rules;

    rules.copies = true;
    if (policy->sandbox.filter) {
        if (!seccomp_filter_make(&policy->template_filter, &rules))
            return error_set(err, "the filter of system calls is too long");
        policy->sandbox.filter = &policy->template_filter;
    }
    return process_sandbox_give_folder(policy, scratch, err) &&
           make_sandbox(policy, place, root, sandbox, err);
}

/* The threads of a template stand still while it is copied, so that none is
 * added. */
static bool make_copy_filter(struct seccomp_filter *filter, pid_t template_pid,
                             struct error *err)
{
    pid_t threads[SECCOMP_THREADS_MAX];
    size_t count;

    if (!process_threads(template_pid, threads, COUNT(threads), &count))
        return error_set(err, "its threads cannot be listed");
    return seccomp_filter_make_copy(filter, template_pid, threads, count) ||
           error_set(err, "the filter of system calls is too long");
}

bool process_sandbox_make_copies(const struct sandbox_policy *policy,
                                 pid_t template_pid,
                                 struct seccomp_filter *filter, int *rules,
                                 struct error *err)
{
    filter->count = 0;
    if (policy->wanted && policy->sandbox.filter &&
        !make_copy_filter(filter, template_pid, err))
        return false;
    return !policy->wanted || !has_rules(policy) || *rules >= 0 ||
           landlock_make_separate(rules, policy->landlock_config.abi, err);
}
