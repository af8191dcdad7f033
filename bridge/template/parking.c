#include "bridge/template/parking.h"

#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>

#include "bridge/template/resume.h"
#include "bridge/template/system_call.h"

enum { PHASE_IDLE, PHASE_PARKED };
/* SIGRTMAX - 4, and how far down another one without a handler is looked for.
 */
enum { SIGNAL_FIRST = 60, SIGNAL_LAST = 50 };

/* For the signal handler. */
static struct threads *asking;

/* glibc 2.35 and later. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));
extern const unsigned __rseq_size __attribute__((weak));

struct kernel_action {
    void (*handler)(int, siginfo_t *, void *);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

static void futex_wake(int *word)
{
    SYS(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX);
}

static char *thread_pointer(void)
{
    char *pointer;
#if defined(__x86_64__)
    __asm__("mov %%fs:0, %0" : "=r"(pointer));
#else
    __asm__("mrs %0, tpidr_el0" : "=r"(pointer));
#endif
    return pointer;
}

/* The registered area, or NULL. cpu_id, its second word, is negative if not. */
static void *registered_rseq(char *tls)
{
    if (!&__rseq_size || !__rseq_size)
        return NULL;
    int *area = (void *)(tls + __rseq_offset);
    return area[1] >= 0 ? area : NULL;
}

static void describe(struct thread *thread, siginfo_t *info, void *context)
{
    SYS(SYS_prctl, PR_GET_TID_ADDRESS, &thread->tid_address);
    SYS(SYS_get_robust_list, 0, &thread->robust, &thread->robust_length);
    SYS(SYS_prctl, PR_GET_NAME, thread->name);
    thread->tls = thread_pointer();
    thread->rseq = registered_rseq(thread->tls);
#if defined(__x86_64__)
    (void)info;
    thread->frame = context;
#else
    (void)context;
    thread->frame = info;
#endif
}

struct thread *parking_find(struct threads *threads, int tid)
{
    int count = __atomic_load_n(&threads->count, __ATOMIC_ACQUIRE);
    for (int i = 0; i < count; i++) {
        if (threads->thread[i].tid == tid)
            return &threads->thread[i];
    }
    return NULL;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    struct threads *threads = asking;
    if (__atomic_load_n(&threads->phase, __ATOMIC_ACQUIRE) != PHASE_PARKED)
        return;
    struct thread *thread = parking_find(threads, (int)SYS(SYS_gettid));
    if (!thread || thread->state != THREAD_ASKED)
        return;
    describe(thread, info, context);
    __atomic_store_n(&thread->state, THREAD_PARKED, __ATOMIC_RELEASE);
    __atomic_add_fetch(&threads->parked, 1, __ATOMIC_RELEASE);
    futex_wake(&threads->parked);
    while (__atomic_load_n(&threads->phase, __ATOMIC_ACQUIRE) == PHASE_PARKED)
        SYS(SYS_futex, &threads->phase, FUTEX_WAIT_PRIVATE, PHASE_PARKED);
}

/* The handler stays: a thread that is lost may take its signal later. */
bool parking_install(struct threads *threads, struct line *why)
{
    struct kernel_action action = {
        .handler = on_signal,
        .flags = SA_SIGINFO | SA_RESTART,
        .mask = UINT64_MAX,
    };
#if defined(__x86_64__)
    action.flags |= 0x04000000; /* SA_RESTORER */
    action.restorer = resume_restorer;
#endif
    asking = threads;
    for (int signal = SIGNAL_FIRST; signal >= SIGNAL_LAST; signal--) {
        struct kernel_action old = {.handler = NULL};
        SYS(SYS_rt_sigaction, signal, NULL, &old, sizeof old.mask);
        if (old.handler)
            continue;
        threads->signal = signal;
        return SYS(SYS_rt_sigaction, signal, &action, NULL,
                   sizeof action.mask) == 0;
    }
    line_add(why, "handlers for all signals from 50 to 60");
    return false;
}

void parking_open(struct threads *threads)
{
    __atomic_store_n(&threads->phase, PHASE_PARKED, __ATOMIC_RELEASE);
}

void parking_close(struct threads *threads)
{
    __atomic_store_n(&threads->phase, PHASE_IDLE, __ATOMIC_RELEASE);
    futex_wake(&threads->phase);
}
