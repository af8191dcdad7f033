#include "host/runtime/outcome.h"

#include <stdio.h>
#include <string.h>

#include "host/base/json_text.h"

/* What a runtime says about its error in a header is free text, and goes into
 * a line of the log. */
static bool is_plain(const char *type)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

    return type[strspn(type, plain)] == '\0';
}

void outcome_fail(struct outcome *o, const char *type)
{
    o->failed = true;
    o->status = "error";
    if (type && is_plain(type))
        (void)snprintf(o->error_type, sizeof o->error_type, "%s", type);
    if (!strcmp(o->error_type, "Sandbox.Timedout"))
        o->status = "timeout";
}

void outcome_say(struct outcome *o, const char *type, const char *message)
{
    buf_clear(&o->body);
    outcome_fail(o, type);
    (void)!(buf_text(&o->body, "{\"errorType\":") &&
            json_put_string(&o->body, type, strlen(type)) &&
            buf_text(&o->body, ",\"errorMessage\":") &&
            json_put_string(&o->body, message, strlen(message)) &&
            buf_text(&o->body, "}"));
}
