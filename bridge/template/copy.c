#include "bridge/template/copy.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include "bridge/template/system_call.h"

/* A session of its own, and an end with the parent. It stays not dumpable, as
 * the template is. */
static bool attach(int parent)
{
    return SYS(SYS_setsid) >= 0 &&
           SYS(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL) == 0 &&
           SYS(SYS_getppid) == parent;
}

static bool take_pipes(const struct copy_request *request, int control)
{
    if (SYS(SYS_dup3, request->fds[0], TEMPLATE_INPUT, O_CLOEXEC) < 0)
        return false;
    for (int i = 1; i < 3; i++) {
        if (SYS(SYS_dup3, request->fds[i], i, 0) != i)
            return false;
    }
    for (int i = 0; i < 3; i++)
        SYS(SYS_close, request->fds[i]);
    SYS(SYS_close, control);
    return true;
}

static bool confine(const struct copy_request *request)
{
    struct sock_fprog program = {
        .len = request->filter_length,
        .filter = (struct sock_filter *)request->filter,
    };
    if (request->rules >= 0 &&
        (SYS(SYS_landlock_restrict_self, request->rules, 0) != 0 ||
         SYS(SYS_close, request->rules) != 0))
        return false;
    return !program.len ||
           SYS(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* New threads inherit the blocked signals, so that none arrives before a thread
 * is whole. */
static bool become(struct template *template,
                   const struct copy_request *request, int parent)
{
    int control = template->control;
    template->control = 0;
    template->awaits = AWAITS_LINE;
    return attach(parent) && take_pipes(request, control) &&
           descriptors_renew(&template->descriptors) && confine(request) &&
           threads_resume(&template->threads) &&
           SYS(SYS_rt_sigprocmask, SIG_SETMASK, &template->mask, NULL,
               sizeof template->mask) == 0;
}

void copy_begin_event(struct template *template)
{
    template->awaits = AWAITS_NOTHING;
    SYS(SYS_prctl, PR_SET_DUMPABLE, 1);
}

void copy_has_read(struct template *template, const char *bytes, size_t size)
{
    size_t at = 0;
    if (template->awaits == AWAITS_LINE) {
        while (at < size && bytes[at] != '\n')
            at++;
        if (at < size)
            template->awaits = AWAITS_EVENT;
        at++;
    }
    if (template->awaits == AWAITS_EVENT && at < size)
        copy_begin_event(template);
}

long copy_make(struct template *template, const struct copy_request *request)
{
    int parent = (int)SYS(SYS_getppid);
    int *tid_address = NULL;
    SYS(SYS_prctl, PR_GET_TID_ADDRESS, &tid_address);
    long flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
#if defined(__x86_64__)
    long pid = SYS(SYS_clone, flags, NULL, NULL, tid_address, 0);
#else
    long pid = SYS(SYS_clone, flags, NULL, NULL, 0, tid_address);
#endif
    if (pid == 0 && !become(template, request, parent))
        SYS(SYS_exit_group, COPY_EXIT);
    return pid;
}
