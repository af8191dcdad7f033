#include "host/runtime/outcome.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_string.h"

/* A runtime may send any text as error type; it is printed in the log. */
static bool is_plain(const char *type)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

    return type[strspn(type, plain)] == '\0';
}

void outcome_set_failed(struct outcome *outcome, const char *type)
{
    outcome->failed = true;
    outcome->status = "error";
    if (type && is_plain(type))
        (void)snprintf(outcome->error_type, sizeof outcome->error_type, "%s",
                       type);
    if (!strcmp(outcome->error_type, "Sandbox.Timedout"))
        outcome->status = "timeout";
}

void outcome_set_error(struct outcome *outcome, const char *type,
                       const char *message)
{
    buf_clear(&outcome->body);
    outcome_set_failed(outcome, type);
    (void)!(buf_add_str(&outcome->body, "{\"errorType\":") &&
            json_add_string(&outcome->body, type, strlen(type)) &&
            buf_add_str(&outcome->body, ",\"errorMessage\":") &&
            json_add_string(&outcome->body, message, strlen(message)) &&
            buf_add_str(&outcome->body, "}"));
}
