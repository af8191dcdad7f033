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

void outcome_set_failed(struct outcome *o, const char *type)
{
    o->failed = true;
    o->status = "error";
    if (type && is_plain(type))
        (void)snprintf(o->error_type, sizeof o->error_type, "%s", type);
    if (!strcmp(o->error_type, "Sandbox.Timedout"))
        o->status = "timeout";
}

void outcome_set_error(struct outcome *o, const char *type, const char *message)
{
    buf_clear(&o->body);
    outcome_set_failed(o, type);
    (void)!(buf_add_str(&o->body, "{\"errorType\":") &&
            json_add_string(&o->body, type, strlen(type)) &&
            buf_add_str(&o->body, ",\"errorMessage\":") &&
            json_add_string(&o->body, message, strlen(message)) &&
            buf_add_str(&o->body, "}"));
}
