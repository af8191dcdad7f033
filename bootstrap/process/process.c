#include "bootstrap/process/process.h"

#include <signal.h>

#include "bootstrap/cleanup/teardown.h"
#include "bootstrap/process/process_start.h"
#include "bootstrap/process/process_teardown.h"
#include "common/clock.h"
#include "common/fd.h"

enum {
    TEARDOWN_AGAIN_MS = 1,
    LEADER_AGAIN_MS = 20, /* the leader was killed and has not died yet */
    TRACED_AGAIN_MS = 5,
    EOF_GRACE_MS = 100, /* a dying process closes its pipes before it exits */
};

/* A pipe that does not work is no fault of the handler. */
static void fail_pipe(struct process *p, const struct error *err)
{
    if (p->outcome->kind == OUTCOME_PENDING)
        p->outcome->why = *err;
    outcome_set(p->outcome, OUTCOME_NO_RESOURCES, 0);
}

static void read_output(struct process *p, int *fd, const struct poll_set *set)
{
    struct error err = ERROR_NONE;

    if (*fd >= 0 && poll_set_revents(set, *fd) &&
        !stdio_pipes_read(&p->pipes, fd, &err))
        fail_pipe(p, &err);
}

void process_init(struct process *p, struct log *log,
                  struct response_body *body, struct outcome *outcome)
{
    *p = (struct process){.state = PROCESS_EMPTY,
                          .pidfd = -1,
                          .log = log,
                          .body = body,
                          .outcome = outcome};
    stdio_pipes_init(&p->pipes, log, body, outcome);
}

struct iovec process_stdin_piece(const struct buf *b)
{
    return (struct iovec){.iov_base = (void *)(size_t)b->data,
                          .iov_len = b->size};
}

void process_event_done(struct process *p)
{
    p->busy = false;
    p->deadline = (struct deadline)DEADLINE_NEVER;
    output_reader_flush(&p->pipes.reader);
}

static bool wants_output(const struct process *p)
{
    return p->state == PROCESS_STOPPING ||
           p->outcome->kind != OUTCOME_PENDING ||
           !response_body_is_full(p->body);
}

void process_poll_fds(const struct process *p, struct poll_set *set)
{
    if (p->state == PROCESS_EMPTY)
        return;
    if (p->state == PROCESS_COPYING) {
        poll_set_add(set, p->source.control, POLLIN);
        poll_set_deadline(set, p->copying_look_ms);
    }
    if (stdin_writer_has_pending(&p->pipes.stdin_writer))
        poll_set_add(set, p->pipes.in, POLLOUT);
    if (wants_output(p))
        poll_set_add(set, p->pipes.out, POLLIN);
    poll_set_add(set, p->pipes.err, POLLIN);
    if (p->pid && !p->ptraced)
        poll_set_add(set, p->pidfd, POLLIN);
    if (p->ptraced)
        poll_set_deadline(set, clock_mono_ms() + TRACED_AGAIN_MS);
    if (p->state == PROCESS_RUNNING && p->terminating)
        poll_set_deadline(set, p->deadline.kill_ms);
    if (p->state == PROCESS_RUNNING && p->outcome->kind == OUTCOME_PENDING)
        poll_set_deadline(set, p->deadline.term_ms < p->eof_grace_ms
                                   ? p->deadline.term_ms
                                   : p->eof_grace_ms);
    if (p->state == PROCESS_RUNNING && p->busy && p->scratch)
        poll_set_deadline(set, p->scratch->next_check_ms);
    if (p->state == PROCESS_STOPPING)
        poll_set_deadline(set, clock_mono_ms() + (p->pid ? LEADER_AGAIN_MS
                                                         : TEARDOWN_AGAIN_MS));
}

/* A plain executable reads to the end of its stdin, so that is closed; a bridge
 * may get more events. A process that does not read its event is no error: what
 * it answers counts. */
static void write_stdin(struct process *p)
{
    struct error err = ERROR_NONE;
    enum stdin_write_result result =
        stdin_writer_write(&p->pipes.stdin_writer, p->pipes.in, &err);

    if (result == STDIN_FAILED)
        fail_pipe(p, &err);
    if (result == STDIN_WRITTEN && !p->bridged)
        fd_close(&p->pipes.in);
}

void process_send_event(struct process *p, const struct iovec *pieces,
                        size_t count, const struct deadline *deadline)
{
    p->busy = true;
    p->began_early = !stdin_is_unread(&p->pipes);
    p->details_taken = false;
    process_times_assigned(&p->times, p->pid);
    p->deadline = *deadline;
    stdin_writer_add(&p->pipes.stdin_writer, pieces, count);
    if (p->pipes.in >= 0)
        write_stdin(p);
}

static void take_details(struct process *p)
{
    p->details_taken = true;
    p->outcome->event_unread = p->event_unread || stdin_is_unread(&p->pipes);
    p->outcome->partial_frame_bytes =
        output_reader_partial_bytes(&p->pipes.reader);
    process_times_finished(
        &p->times, p->pid,
        process_times_phase(p->bridged, p->pipes.reader.ready,
                            p->outcome->event_unread && !p->began_early,
                            response_body_is_full(p->body)),
        p->outcome);
    process_note_oom(p);
}

/* A process that is stopped handles SIGTERM only after SIGCONT. */
static void terminate(struct process *p, int64_t now_ms)
{
    outcome_set(p->outcome, OUTCOME_TIMED_OUT, 0);
    take_details(p);
    p->terminating = true;
    deadline_term_sent(&p->deadline, now_ms);
    if (p->pid) {
        (void)kill(-p->pid, SIGTERM);
        (void)kill(-p->pid, SIGCONT);
    }
}

static void check_running(struct process *p)
{
    int64_t now_ms = clock_mono_ms();

    if (p->pipes.reader.ready && !p->times.ready_us)
        process_times_ready(&p->times, p->pid, p->pipes.reader.import_us);
    if (!p->details_taken && p->busy)
        teardown_check_size(p->scratch, p->outcome);
    if (p->bridged && p->pipes.out < 0 && p->eof_grace_ms == INT64_MAX)
        p->eof_grace_ms = now_ms + EOF_GRACE_MS;
    if (now_ms >= p->eof_grace_ms)
        outcome_set(p->outcome, OUTCOME_STDOUT_CLOSED, 0);
    if (now_ms >= p->deadline.term_ms && p->outcome->kind == OUTCOME_PENDING)
        terminate(p, now_ms);
    if (p->outcome->kind != OUTCOME_PENDING && !p->details_taken)
        take_details(p);
    if (p->terminating && (now_ms >= p->deadline.kill_ms || !p->pid))
        process_kill(p);
}

static void check_stdin(struct process *p, const struct poll_set *set)
{
    struct stdio_pipes *pipes = &p->pipes;

    if (poll_set_revents(set, pipes->in) & (POLLERR | POLLHUP)) {
        p->event_unread = p->busy && stdin_is_unread(pipes);
        stdin_writer_forget(&pipes->stdin_writer);
        fd_close(&pipes->in);
    } else if (poll_set_revents(set, pipes->in)) {
        write_stdin(p);
    }
}

void process_handle_io(struct process *p, const struct poll_set *set)
{
    process_check_copy(p, set);
    if (p->state == PROCESS_EMPTY)
        return;
    check_stdin(p, set);
    read_output(p, &p->pipes.out, set);
    read_output(p, &p->pipes.err, set);
    if (p->pid && (p->ptraced || poll_set_revents(set, p->pidfd)))
        process_teardown_leader(p);
    if (p->state == PROCESS_RUNNING)
        check_running(p);
    else if (p->state == PROCESS_STOPPING)
        process_teardown_step(p);
}

bool process_awaits_details(const struct process *p)
{
    return p->outcome->kind == OUTCOME_TIMED_OUT && p->state != PROCESS_EMPTY &&
           clock_mono_ms() < p->deadline.respond_ms;
}

void process_kill(struct process *p)
{
    process_await_copy(p);
    if (p->state != PROCESS_RUNNING)
        return;
    p->state = PROCESS_STOPPING;
    p->stopping_ms = clock_mono_ms();
    stdin_writer_forget(&p->pipes.stdin_writer);
    fd_close(&p->pipes.in);
    process_kill_group(p);
    /* A copy that has just been made is in the group of its template. */
    if (p->pid)
        (void)kill(p->pid, SIGKILL);
}

void process_free(struct process *p)
{
    fd_close(&p->pidfd);
    stdio_pipes_free(&p->pipes);
}
