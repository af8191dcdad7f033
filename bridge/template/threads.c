#include "bridge/template/threads.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <time.h>

#include "bridge/template/parking.h"
#include "bridge/template/proc.h"
#include "bridge/template/resume.h"
#include "bridge/template/system_call.h"

/* Counted, not measured: a template may be stopped (SIGSTOP) meanwhile. */
enum { WAITS_MOST = 41, WAIT_FIRST_US = 250, WAIT_US = 5000 };
enum { ROUNDS_MOST = 8 };

/* Threads that block all signals, and whose work a copy can do without:
 * Node's waits for SIGUSR1 to open the inspector ("node", in Node 24 and later
 * "SignalInspector"); Bun's gives memory back to the kernel from time to time.
 */
static const char *const may_be_lost[] = {"node", "SignalInspector",
                                          "mi-scavenger"};

static bool refuse(struct line *why, const char *what, const char *name)
{
    line_add(why, what);
    line_add(why, " (");
    line_add(why, name);
    line_add(why, ")");
    return false;
}

/* Sends the signal to each thread that has not got it. Sets *added. */
static bool ask(struct threads *threads, int *added, struct line *why)
{
    int tids[THREADS_MOST];
    int process = (int)SYS(SYS_getpid);
    int count = proc_numbers("/proc/self/task", tids, THREADS_MOST);
    if (count < 0) {
        line_add(why, "/proc/self/task cannot be read");
        return false;
    }
    if (count > THREADS_MOST)
        return refuse(why, "too many threads", "more than 128");
    *added = 0;
    for (int i = 0; i < count; i++) {
        if (tids[i] == process || parking_find(threads, tids[i]))
            continue;
        if (threads->count == THREADS_MOST)
            return refuse(why, "too many threads", "more than 128");
        struct thread *thread = &threads->thread[threads->count];
        *thread = (struct thread){.tid = tids[i], .state = THREAD_ASKED};
        __atomic_store_n(&threads->count, threads->count + 1, __ATOMIC_RELEASE);
        ++*added;
        long result = SYS(SYS_tgkill, process, tids[i], threads->signal);
        if (result == -ESRCH)
            thread->state = THREAD_GONE;
        else if (result < 0)
            return refuse(why, "a signal cannot be sent", "RLIMIT_SIGPENDING");
    }
    return true;
}

static int state_of(const struct thread *thread)
{
    return __atomic_load_n(&thread->state, __ATOMIC_ACQUIRE);
}

static struct thread *next_asked(struct threads *threads)
{
    for (int i = 0; i < threads->count; i++) {
        if (state_of(&threads->thread[i]) == THREAD_ASKED)
            return &threads->thread[i];
    }
    return NULL;
}

/* One of each kind, and asleep, because a thread that is about to be made or to
 * end blocks all signals for a moment too. */
static bool can_be_lost(const struct threads *threads, const char *name)
{
    for (int i = 0; i < threads->count; i++) {
        if (state_of(&threads->thread[i]) == THREAD_LOST &&
            text_equal(threads->thread[i].name, name))
            return false;
    }
    for (size_t i = 0; i < sizeof may_be_lost / sizeof *may_be_lost; i++) {
        if (text_equal(may_be_lost[i], name))
            return true;
    }
    return false;
}

/* Looks why a thread has not stopped: it may have ended, or block the signal.
 * Returns whether it blocks it. */
static bool examine(struct threads *threads, struct thread *thread)
{
    struct proc_lines lines;
    struct proc_path path =
        proc_path("/proc/self/task/", thread->tid, "/status");
    if (!proc_lines_open(&lines, path.text)) {
        thread->state = THREAD_GONE;
        return false;
    }
    char name[16] = "?";
    bool asleep = false, blocks = false;
    for (const char *line; (line = proc_lines_next(&lines));) {
        const char *value;
        if ((value = text_after(line, "Name:\t")))
            for (size_t i = 0; i == 0 || (i < 15 && value[i - 1]); i++)
                name[i] = value[i];
        else if ((value = text_after(line, "State:\t")))
            asleep = *value == 'S';
        else if ((value = text_after(line, "SigBlk:")))
            blocks = text_number(&value, 16) >> (threads->signal - 1) & 1;
    }
    proc_lines_close(&lines);
    if (state_of(thread) != THREAD_ASKED)
        return false;
    memcpy(thread->name, name, sizeof name);
    if (blocks && asleep && can_be_lost(threads, name))
        thread->state = THREAD_LOST;
    return blocks;
}

/* Until all that were asked are parked, lost or gone. */
static bool await(struct threads *threads, struct line *why)
{
    bool blocks = false;
    for (int waits = 0; waits < WAITS_MOST; waits++) {
        int parked = __atomic_load_n(&threads->parked, __ATOMIC_ACQUIRE);
        struct thread *late = next_asked(threads);
        if (!late)
            return true;
        long us = waits ? WAIT_US : WAIT_FIRST_US;
        struct timespec most = {.tv_nsec = us * 1000};
        if (SYS(SYS_futex, &threads->parked, FUTEX_WAIT_PRIVATE, parked,
                &most) != -ETIMEDOUT) {
            waits--;
            continue;
        }
        for (int i = 0; i < threads->count; i++) {
            if (state_of(&threads->thread[i]) == THREAD_ASKED)
                blocks = examine(threads, &threads->thread[i]);
        }
    }
    struct thread *late = next_asked(threads);
    return !late || refuse(why,
                           blocks ? "a thread that blocks signals"
                                  : "a thread that does not stop",
                           late->name);
}

/* Whether each thread that is parked can be made again. */
static bool can_resume(struct threads *threads, struct line *why)
{
    for (int i = 0; i < threads->count; i++) {
        struct thread *thread = &threads->thread[i];
        if (thread->state != THREAD_PARKED)
            continue;
        if (!thread->tid_address || *thread->tid_address != thread->tid)
            return refuse(why, "a thread that the C library did not make",
                          thread->name);
        if (thread->robust && *(void **)thread->robust != thread->robust)
            return refuse(why, "a thread that holds a robust mutex",
                          thread->name);
        if (text_equal(thread->name, threads->name))
            thread->name[0] = 0;
    }
    return true;
}

bool threads_park(struct threads *threads, struct line *why)
{
    SYS(SYS_get_robust_list, 0, &threads->robust, &threads->robust_length);
    SYS(SYS_prctl, PR_GET_NAME, threads->name);
    if (SYS(SYS_gettid) != SYS(SYS_getpid))
        return refuse(why,
                      "events are read by a thread other than the main one",
                      threads->name);
    if (threads->robust && *(void **)threads->robust != threads->robust)
        return refuse(why, "a thread that holds a robust mutex", threads->name);
    if (!parking_install(threads, why))
        return false;
    parking_open(threads);
    for (int round = 0, added = 1; added; round++) {
        if (!ask(threads, &added, why) || !await(threads, why))
            return false;
        if (round == ROUNDS_MOST)
            return refuse(why, "threads that make threads without end",
                          threads->name);
    }
    return can_resume(threads, why);
}

void threads_release(struct threads *threads)
{
    parking_close(threads);
}

bool threads_resume(struct threads *threads)
{
    parking_close(threads);
    if (threads->robust)
        SYS(SYS_set_robust_list, threads->robust, threads->robust_length);
    for (int i = 0; i < threads->count; i++) {
        struct thread *thread = &threads->thread[i];
        if (thread->state != THREAD_PARKED)
            continue;
        if (resume(thread) < 0)
            return false;
    }
    return true;
}
