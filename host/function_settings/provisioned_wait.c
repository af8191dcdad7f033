#include "host/function_settings/provisioned_wait.h"

#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/function_settings/provisioned_config.h"
#include "host/function_settings/subject.h"
#include "host/http/http_request.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { LOOK_MS = 20, WAIT_MS = 2000 };

struct wait {
    struct management *management;
    struct http_request *request;
    struct function_name name;
    struct timer timer;
    int64_t until_ms;
};

static void look(void *self)
{
    struct wait *wait = self;
    struct management *m = wait->management;
    const char *qualifier = wait->name.qualifier;
    const struct catalog_entry *entry =
        catalog_find(&m->catalog, wait->name.name);

    if (!entry || !provisioned_config_find(entry, qualifier))
        service_error_send(wait->request, SERVICE_NO_PROVISIONED,
                           "No Provisioned Concurrency Config found for this "
                           "function");
    else if (clock_mono_ms() < wait->until_ms &&
             !provisioned_config_is_settled(m, entry, qualifier))
        timer_set(m->loop, &wait->timer, LOOK_MS);
    else
        service_reply_json(wait->request,
                           provisioned_config_show(m, entry, qualifier));
}

static void closed(struct http_request *req)
{
    struct wait *wait = req->user_data;

    timer_clear(wait->management->loop, &wait->timer);
    mem_free(wait);
}

void provisioned_wait(const struct subject *s, struct http_request *req)
{
    struct wait *wait = mem_new(1, sizeof *wait);

    if (!wait) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        return;
    }
    wait->management = s->management;
    wait->request = req;
    wait->name = s->name;
    wait->until_ms = clock_mono_ms() + WAIT_MS;
    wait->timer = (struct timer){.on_fire = look, .self = wait};
    req->user_data = wait;
    req->on_closed = closed;
    timer_set(s->management->loop, &wait->timer, LOOK_MS);
}
