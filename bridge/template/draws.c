#include "bridge/template/draws.h"

#include <time.h>

#include "bridge/template/system_call.h"

enum { SEED_BYTES = 32, PAUSE_US = 1000, PAUSES_MOST = 50 };

void draws_note(struct template *template, size_t size, unsigned long flags)
{
    if (!template->control || size != SEED_BYTES || flags)
        return;
    int tid = (int)SYS(SYS_gettid);
    if (tid == template->process)
        return;
    unsigned at = __atomic_fetch_add(&template->drawing, 1, __ATOMIC_ACQ_REL);
    if (at < DRAWERS_MOST)
        template->drawers[at] = tid;
}

static bool has_drawn(const struct template *template, int tid)
{
    if (template->drawing > DRAWERS_MOST)
        return true; /* perhaps */
    for (unsigned i = 0; i < template->drawing; i++) {
        if (template->drawers[i] == tid)
            return true;
    }
    return false;
}

void draws_await(const struct template *template)
{
    const struct timespec pause = {.tv_nsec = PAUSE_US * 1000};
    unsigned i = 0;
    for (int pauses = 0; pauses < PAUSES_MOST; pauses++) {
        while (i < template->drawing && i < DRAWERS_MOST &&
               SYS(SYS_tgkill, template->process, template->drawers[i], 0) < 0)
            i++;
        if (i == template->drawing || i == DRAWERS_MOST)
            return;
        SYS(SYS_nanosleep, &pause, NULL);
    }
}

bool draws_check(const struct template *template, struct line *why)
{
    for (int i = 0; i < template->threads.count; i++) {
        const struct thread *thread = &template->threads.thread[i];
        if (thread->state != THREAD_PARKED || !has_drawn(template, thread->tid))
            continue;
        line_add(why,
                 "a thread that has begun to draw random numbers, as "
                 "functions of node:crypto with a callback do (");
        line_add(why, *thread->name ? thread->name : template->threads.name);
        line_add(why, ")");
        return false;
    }
    return true;
}
