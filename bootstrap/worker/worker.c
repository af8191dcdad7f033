#include "bootstrap/worker/worker.h"

#include <signal.h>
#include <unistd.h>

#include "bootstrap/policy/process_sandbox.h"
#include "bootstrap/process/bridge_hello.h"
#include "common/clock.h"

/* The longest removal of what should not be there. */
enum { REMOVE_US = 100 * 1000 };

void worker_init(struct worker *w, const struct worker_config *config,
                 struct log *log)
{
    w->config = config;
    w->body =
        (struct response_body)RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024);
    w->outcome = (struct outcome)OUTCOME;
    w->startup_line = (struct buf)BUF(COMMAND_LINE_MAX_BYTES);
    w->event_line = (struct buf)BUF(1024 * 1024);
    w->served = 0;
    w->slot = 0;
    w->scratch = (struct scratch_dir){.root = NULL};
    w->prepared = false;
    w->sandbox = NULL;
    process_init(&w->process, log, &w->body, &w->outcome);
    w->process.scratch = &w->scratch;
    w->residue.use = RESIDUE_OFF;
    w->process.residue = &w->residue;
}

void worker_set_siblings(struct worker workers[WORKERS])
{
    for (unsigned i = 0; i < WORKERS; i++) {
        workers[i].slot = i;
        for (unsigned k = 1; k < WORKERS; k++)
            workers[i].process.siblings[k - 1] =
                &workers[(i + k) % WORKERS].process;
    }
}

void worker_free(struct worker *w)
{
    buf_free(&w->body.bytes);
    outcome_free(&w->outcome);
    buf_free(&w->startup_line);
    buf_free(&w->event_line);
    process_free(&w->process);
}

void worker_forget_event(struct worker *w)
{
    response_body_clear(&w->body);
    outcome_clear(&w->outcome);
    buf_clear(&w->event_line);
}

void worker_log_tampering(struct worker *w)
{
    struct scratch_root *root = w->config->scratch;

    if (!root || !root->tampered)
        return;
    root->tampered = false;
    log_printf(w->process.log, LEVEL_WARN,
               "dayfly: Dayfly.Tampered: a handler has moved the folder that "
               "holds the private folders, or put something into it; it is "
               "restored");
}

/* A copy is the first process that uses this path again: its folder is made
 * when the process before it is gone. */
static bool give_folder(struct worker *w, struct error *err)
{
    const struct worker_config *config = w->config;

    if (!w->process.copied || w->scratch.root)
        return true;
    if (config->scratch && process_sandbox_opens_root(config->policy))
        scratch_root_clear(config->scratch, &w->scratch.number, 1);
    bool ok = scratch_dir_make_again(&w->scratch, config->scratch, err) &&
              process_sandbox_give_folder(config->policy, w->scratch.path, err);
    worker_log_tampering(w);
    scratch_dir_mark_used(&w->scratch);
    return ok;
}

void worker_prepare_copy(struct worker *w)
{
    struct error err = ERROR_NONE;

    if (worker_state_of(w) == WORKER_IDLE && w->served == 0)
        (void)!give_folder(w, &err);
}

/* The next copy of the same template may need the path before the teardown of
 * this one has come to it. */
static void leave_unused_folder(struct worker *w)
{
    struct error err = ERROR_NONE;

    if (w->process.copied && w->served == 0 &&
        !scratch_dir_leave_empty(&w->scratch))
        (void)!scratch_dir_remove(&w->scratch, REMOVE_US, &err);
}

void worker_assign(struct worker *w, const struct invocation *inv)
{
    enum output output = w->config->settings->output;
    bool bridged = w->config->handler->bridged;

    w->served++;
    if (!give_folder(w, &w->outcome.why) ||
        (bridged &&
         !bridge_hello_event(&w->event_line, inv, &w->outcome.why))) {
        w->outcome.kind = OUTCOME_NO_RESOURCES;
        return;
    }
    const struct iovec feed[] = {process_stdin_piece(&w->event_line),
                                 process_stdin_piece(&inv->event)};
    if (!bridged && (output == OUTPUT_STREAM || output == OUTPUT_STREAM_HTTP))
        response_body_open(&w->body);
    process_send_event(&w->process, feed, COUNT(feed), &inv->deadline);
}

void worker_complete_log(struct worker *w)
{
    stdio_pipes_complete_log(&w->process.pipes);
}

void worker_reset(struct worker *w)
{
    process_event_done(&w->process);
    worker_forget_event(w);
}

void worker_stop(struct worker *w)
{
    leave_unused_folder(w);
    process_kill(&w->process);
}

void worker_poll_fds(const struct worker *w, struct poll_set *set)
{
    process_poll_fds(&w->process, set);
}

/* A process that ignores SIGXCPU is killed when it has used about a second
 * more, by a clock that the kernel reads at its ticks. */
static void note_cpu_limit(struct worker *w)
{
    struct outcome *outcome = &w->outcome;
    int64_t most_s = w->config->settings->limits.value[LIMIT_CPU];

    if (outcome->kind == OUTCOME_SIGNALED && outcome->code == SIGKILL &&
        !outcome->oom_killed && most_s > 0 &&
        process_usage_cpu_us(&outcome->usage) / 1000000 >= most_s)
        outcome->code = SIGXCPU;
}

void worker_handle_io(struct worker *w, const struct poll_set *set)
{
    process_handle_io(&w->process, set);
    note_cpu_limit(w);
}

enum worker_state worker_state_of(const struct worker *w)
{
    const struct process *p = &w->process;

    if (p->state == PROCESS_EMPTY)
        return WORKER_NONE;
    if (p->state == PROCESS_COPYING)
        return WORKER_STARTING;
    if (p->state == PROCESS_STOPPING)
        return WORKER_STOPPING;
    if (w->outcome.kind != OUTCOME_PENDING)
        return WORKER_DONE;
    if (p->busy)
        return WORKER_BUSY;
    return p->bridged && !p->pipes.reader.ready ? WORKER_STARTING : WORKER_IDLE;
}

bool worker_is_waiting(const struct worker *w)
{
    enum worker_state state = worker_state_of(w);

    return state == WORKER_STARTING || state == WORKER_IDLE;
}

bool worker_outcome_is_complete(const struct worker *w)
{
    return w->outcome.kind != OUTCOME_PENDING &&
           !process_awaits_details(&w->process);
}

bool worker_left_event_unread(const struct worker *w)
{
    return w->outcome.kind == OUTCOME_INIT_ERROR ||
           (w->outcome.kind != OUTCOME_PENDING &&
            w->outcome.kind != OUTCOME_TIMED_OUT && w->process.event_unread);
}

/* A plain executable may do something before it reads its stdin. */
bool worker_was_killed_early(const struct worker *w)
{
    const struct outcome *outcome = &w->outcome;

    return w->process.bridged && outcome->kind == OUTCOME_SIGNALED &&
           outcome->code == SIGKILL && !outcome->oom_killed &&
           (!w->process.busy || w->process.event_unread ||
            !w->process.pipes.reader.ready);
}

bool worker_is_alive(const struct worker *w)
{
    return w->process.pid && !w->process.ptraced;
}

pid_t worker_pid(const struct worker *w)
{
    return w->process.pid;
}

int64_t worker_stopping_ms(const struct worker *w)
{
    return worker_state_of(w) == WORKER_STOPPING
               ? clock_mono_ms() - w->process.stopping_ms
               : 0;
}

void worker_read_peak(struct worker *w)
{
    process_times_read_peak(w->process.pid, &w->outcome);
}
