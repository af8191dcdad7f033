#include "bootstrap/worker/template_reason.h"

#include "bootstrap/launch/engine.h"
#include "bootstrap/launch/interpreter.h"
#include "bootstrap/policy/process_sandbox.h"

const char *template_reason_against(struct template *t)
{
    const struct worker_config *config = t->worker->config;
    const char *reason =
        spare_policy_why_started(config->settings, config->handler);

    if (reason)
        return reason;
    if (!process_sandbox_allows_copies(config->policy))
        return "each process has namespaces of its own";
    if (config->handler->engine->copying == COPYING_BY_LIBRARY &&
        !bridge_library(t->library, config->handler->bridge))
        return "the library that copies it is not beside the bridge";
    return NULL;
}

void template_log_reason(struct template *t, const char *reason)
{
    bool asked = t->worker->config->settings->spare == SPARE_FORK;

    (void)error_set(&t->reason, "%s", reason);
    log_printf(t->log, asked ? LEVEL_WARN : LEVEL_INFO,
               "dayfly: processes are started, not copied: %s", reason);
}
