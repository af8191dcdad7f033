#include "bootstrap/process/process_start.h"

#include "bootstrap/os/children.h"
#include "common/clock.h"
#include "common/fd.h"

static void reset(struct process *p, const struct process_launch *launch)
{
    p->bridged = launch->nonce != NULL;
    p->copied = launch->copy != NULL;
    p->has_copies = false;
    p->busy = false;
    p->began_early = false;
    p->event_unread = false;
    process_times_started(&p->times);
    p->deadline = (struct deadline)DEADLINE_NEVER;
    p->terminating = false;
    p->eof_grace_ms = INT64_MAX;
    p->unkillable = false;
    p->ptraced = false;
    p->exit_taken = false;
    p->details_taken = false;
    stdin_writer_begin(&p->pipes.stdin_writer, launch->stdin_pieces,
                       launch->stdin_count);
    output_reader_begin(&p->pipes.reader, launch->nonce);
}

static void failed_to_start(struct process *p, enum outcome_kind kind)
{
    p->state = PROCESS_EMPTY;
    p->pid = 0;
    stdio_pipes_close(&p->pipes);
    outcome_set(p->outcome, kind, 0);
}

/* Without its group the limits would not hold. A copy is a process that has
 * loaded the handler. */
static void take_copy(struct process *p)
{
    if (p->group && !cgroup_move(p->group, p->pid)) {
        (void)error_set_errno(&p->outcome->why,
                              "cannot move a copy to its control group");
        child_discard(p->pidfd);
        fd_close(&p->pidfd);
        failed_to_start(p, OUTCOME_NO_RESOURCES);
        return;
    }
    p->state = PROCESS_RUNNING;
    p->pipes.reader.ready = true;
    process_times_copied(&p->times);
}

/* A template may name any child of ours. */
static bool is_sibling(const struct process *p)
{
    for (size_t i = 0; i < PROCESS_SIBLINGS; i++)
        if (p->siblings[i] && p->siblings[i]->pid == p->pid)
            return true;
    return false;
}

static void check_copying(struct process *p, bool wait)
{
    if (p->state != PROCESS_COPYING)
        return;
    switch (template_control_take(&p->source, wait, p->copying_until_ms,
                                  &p->pid, &p->pidfd, &p->outcome->why)) {
    case TEMPLATE_AGREED:
        if (!is_sibling(p)) {
            take_copy(p);
            return;
        }
        (void)error_set(&p->outcome->why, "its answer names another process");
        fd_close(&p->pidfd);
        failed_to_start(p, OUTCOME_NO_RESOURCES);
        return;
    case TEMPLATE_SILENT:
        p->copying_look_ms = clock_mono_ms() + TEMPLATE_LOOK_MS;
        return;
    case TEMPLATE_REFUSED:
    case TEMPLATE_LOST:
        failed_to_start(p, OUTCOME_NO_RESOURCES);
        return;
    }
}

void process_await_copy(struct process *p)
{
    check_copying(p, true);
}

void process_check_copy(struct process *p, const struct poll_set *set)
{
    if (p->state == PROCESS_COPYING &&
        (poll_set_revents(set, p->source.control) ||
         clock_mono_ms() >= p->copying_look_ms))
        check_copying(p, false);
}

static void begin_copy(struct process *p, const struct copy_source *source,
                       const int ends[SPAWN_FDS])
{
    const int for_copy[] = {ends[SPAWN_INPUT_FD], ends[1], ends[2]};

    p->source = *source;
    p->copying_until_ms = clock_mono_ms() + TEMPLATE_COPY_MAX_MS;
    p->copying_look_ms = clock_mono_ms() + TEMPLATE_LOOK_MS;
    if (template_control_ask(source, for_copy, &p->outcome->why))
        p->state = PROCESS_COPYING;
    else
        failed_to_start(p, OUTCOME_NO_RESOURCES);
}

static void begin_program(struct process *p, const struct program *program,
                          const int ends[SPAWN_FDS])
{
    enum spawn_end spawned =
        spawn(program, ends, &p->pid, &p->pidfd, &p->outcome->why);

    if (spawned == SPAWNED)
        p->state = PROCESS_RUNNING;
    else
        failed_to_start(p, spawned == SPAWN_EXEC_FAILED ? OUTCOME_EXEC_FAILED
                                                        : OUTCOME_NO_RESOURCES);
}

void process_start(struct process *p, const struct process_launch *launch)
{
    int ends[SPAWN_FDS] = {-1, -1, -1, -1};

    reset(p, launch);
    p->group = launch->group;
    p->oom_kills_before = cgroup_kills(p->group);
    if (!stdio_pipes_make(&p->pipes, p->bridged, ends, &p->outcome->why))
        failed_to_start(p, OUTCOME_NO_RESOURCES);
    else if (launch->copy)
        begin_copy(p, launch->copy, ends);
    else
        begin_program(p, launch->program, ends);
    for (size_t i = 0; i < COUNT(ends); i++)
        fd_close(&ends[i]);
}
