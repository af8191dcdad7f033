/* runner_executions.c - the calls at work beside each other: which is meant. */
#include "host/runner/runner.h"

#include <string.h>

#include "host/runner/runner_internal.h"

void lane_set_state(struct lane *l, enum runtime_state state)
{
    for (size_t i = 0; i < l->turn_count; i++)
        l->turns[i].state = state;
}

bool lane_has_calls(const struct lane *l)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call)
            return true;
    return false;
}

bool lane_is_starting(const struct lane *l)
{
    return l->turns[0].state == RUNTIME_STARTED;
}

struct turn *lane_turn_of(struct lane *l, const char *request_id)
{
    for (size_t i = 0; i < l->turn_count; i++) {
        struct turn *t = &l->turns[i];
        if (t->call && t->handed && !strcmp(t->call->request_id, request_id))
            return t;
    }
    return NULL;
}

bool lane_was_late(const struct lane *l, const char *request_id)
{
    for (size_t i = 0; i < LANE_LATE_MOST; i++)
        if (*l->late_ids[i] && !strcmp(l->late_ids[i], request_id))
            return true;
    return false;
}

struct turn *lane_heard_by(struct lane *l, const struct request *r)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].sender == r)
            return &l->turns[i];
    return NULL;
}

void lane_log(struct lane *l, struct call *c, const char *line, size_t size)
{
    journal_line(l->house->journal, lane_log_name(l), line, size);
    if (c)
        call_log(c, line, size);
}

/* The call whose id is in the line, else the only one there is; or NULL. Until
 * the runtime asks for more, what it prints is about the last one. */
static struct call *meant(const struct lane *l, const char *line, size_t size)
{
    struct call *only = lane_concluding(l, line, size);
    size_t calls = 0;

    if (only)
        return only;
    for (size_t i = 0; i < l->turn_count; i++) {
        struct call *c = l->turns[i].call;
        if (!c)
            continue;
        if (lane_is_wide(l) && memmem(line, size, c->request_id, UUID_SIZE - 1))
            return c;
        only = c;
        calls++;
    }
    return calls == 1 ? only : NULL;
}

void lane_printed(void *self, const char *line, size_t size)
{
    lane_log(self, meant(self, line, size), line, size);
}
