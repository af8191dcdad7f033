/* runner_executions.c - the calls at work beside each other: which is meant. */
#include "host/runner/runner.h"

#include <string.h>

#include "host/runner/runner_internal.h"

void runner_set_state(struct runner *l, enum runtime_state state)
{
    for (size_t i = 0; i < l->turn_count; i++)
        l->turns[i].state = state;
}

bool runner_has_invocations(const struct runner *l)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call)
            return true;
    return false;
}

bool runner_is_starting(const struct runner *l)
{
    return l->turns[0].state == RUNTIME_STARTED;
}

struct execution *runner_execution_of(struct runner *l, const char *request_id)
{
    for (size_t i = 0; i < l->turn_count; i++) {
        struct execution *t = &l->turns[i];
        if (t->call && t->handed && !strcmp(t->call->request_id, request_id))
            return t;
    }
    return NULL;
}

bool runner_timed_out(const struct runner *l, const char *request_id)
{
    for (size_t i = 0; i < RUNNER_TIMED_OUT_MAX; i++)
        if (*l->late_ids[i] && !strcmp(l->late_ids[i], request_id))
            return true;
    return false;
}

struct execution *runner_execution_of_response(struct runner *l,
                                               const struct http_request *r)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].sender == r)
            return &l->turns[i];
    return NULL;
}

void runner_log(struct runner *l, struct invocation *c, const char *line,
                size_t size)
{
    log_writer_line(l->house->journal, runner_log_name(l), line, size);
    if (c)
        invocation_log(c, line, size);
}

/* The call whose id is in the line, else the only one there is; or NULL. Until
 * the runtime asks for more, what it prints is about the last one. */
static struct invocation *meant(const struct runner *l, const char *line,
                                size_t size)
{
    struct invocation *only = runner_report_pending(l, line, size);
    size_t calls = 0;

    if (only)
        return only;
    for (size_t i = 0; i < l->turn_count; i++) {
        struct invocation *c = l->turns[i].call;
        if (!c)
            continue;
        if (runner_is_concurrent(l) &&
            memmem(line, size, c->request_id, UUID_SIZE - 1))
            return c;
        only = c;
        calls++;
    }
    return calls == 1 ? only : NULL;
}

void runner_on_line(void *self, const char *line, size_t size)
{
    runner_log(self, meant(self, line, size), line, size);
}
