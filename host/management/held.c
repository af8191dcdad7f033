#include "host/management/held.h"

#include <string.h>

#include "common/clock.h"
#include "host/http/http_request.h"
#include "host/management/configuration.h"
#include "host/management/management.h"

struct held {
    struct held *next;
    struct http_request *request;
    char name[FUNCTION_NAME_MAX + 1];
    int64_t until_ms; /* monotonic */
    void (*again)(void *self, struct http_request *req);
    void *self;
};

static bool is_settled(const struct management *m, const char *name)
{
    const struct catalog_entry *entry = catalog_find(&m->catalog, name);

    return !entry || configuration_is_settled(catalog_latest(entry));
}

static struct held *take_ready(struct management *m)
{
    int64_t now = clock_mono_ms();

    for (struct held **at = &m->held; *at; at = &(*at)->next) {
        struct held *held = *at;
        if (held->until_ms > now && !is_settled(m, held->name))
            continue;
        *at = held->next;
        return held;
    }
    return NULL;
}

static void plan(struct management *m)
{
    if (m->held)
        timer_set(m->loop, &m->held_timer,
                  m->held->until_ms - clock_mono_ms() + 1);
}

/* The first of several changes makes the others wait again. */
static void look(void *self)
{
    struct management *m = self;
    struct held *held;

    while ((held = take_ready(m))) {
        struct http_request *req = held->request;
        void (*again)(void *self, struct http_request *req) = held->again;
        void *whose = held->self;
        mem_free(held);
        again(whose, req);
    }
    plan(m);
}

void held_open(struct management *m)
{
    m->held_timer = (struct timer){.on_fire = look, .self = m};
}

bool held_add(struct management *m, struct http_request *req, const char *name,
              void (*again)(void *self, struct http_request *req), void *self)
{
    struct function_name n;
    struct held **at = &m->held;

    if (!function_name_parse(&n, name) || is_settled(m, n.name))
        return false;
    struct held *held = mem_new(1, sizeof *held);
    if (!held)
        return false;
    *held = (struct held){.request = req,
                          .until_ms = clock_mono_ms() + HELD_MAX_MS,
                          .again = again,
                          .self = self};
    memcpy(held->name, n.name, sizeof held->name);
    while (*at)
        at = &(*at)->next;
    *at = held;
    if (m->held_timer.due_ms == 0)
        plan(m);
    return true;
}

void held_look(struct management *m)
{
    if (m->held)
        timer_set(m->loop, &m->held_timer, 0);
}

void held_forget(struct management *m, const struct http_request *req)
{
    struct held **at = &m->held;

    while (*at && (*at)->request != req)
        at = &(*at)->next;
    if (!*at)
        return;
    struct held *held = *at;
    *at = held->next;
    mem_free(held);
}

void held_close(struct management *m)
{
    timer_clear(m->loop, &m->held_timer);
    while (m->held)
        held_forget(m, m->held->request);
}
