#include "host/deploy/deploy_log.h"

#include <string.h>

#include "host/client/log_pull.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/logbook/system_log.h"

enum { SHOWN = 10 };

/* Of calls of other versions, and of no use here. */
static bool is_of_platform(const char *text)
{
    static const char *const words[] = {
        "START RequestId: ", "END RequestId: ", "REPORT RequestId: "};

    for (size_t i = 0; text && i < COUNT(words); i++)
        if (!strncmp(text, words[i], strlen(words[i])))
            return true;
    return text && system_log_is_record(text);
}

/* What has no request was printed while a process started. */
static bool keep(void *self, const json_t *event)
{
    json_t *last = self;

    if (is_of_platform(json_string_value(json_object_get(event, "message"))))
        return true;
    if (json_array_size(last) == SHOWN)
        (void)json_array_remove(last, 0);
    return json_array_append(last, json_object_get(event, "message")) == 0;
}

/* A message may have several lines, as a stack has. */
static void show(const struct deploy *d, const char *name, const char *text)
{
    while (text && *text) {
        size_t size = strcspn(text, "\n");
        deploy_say(d, name, "log: %.*s", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

void deploy_log_show(const struct deploy *d, const char *name, int64_t since_ms)
{
    json_t *last = json_array();
    struct log_pull pull = {.target = d->target,
                            .function = name,
                            .since_ms = since_ms,
                            .each = keep,
                            .self = last};
    struct error ignored = ERROR_NONE;
    bool missing = false;

    if (last && log_pull_round(&pull, &missing, &ignored))
        for (size_t i = 0; i < json_array_size(last); i++) {
            show(d, name, json_string_value(json_array_get(last, i)));
        }
    log_pull_free(&pull);
    json_decref(last);
}
