#include "host/runner/runner_again.h"

#include "host/functions/function_folder.h"
#include "host/runner/runner_executions.h"

static bool has_new_code(const struct pool *pool)
{
    if (!pool->code)
        return false;
    code_watcher_read(pool->context->code_watcher);
    return pool->code->changes != pool->code_changes;
}

bool runner_met_new_files(const struct runner *runner)
{
    const struct pool *pool = runner->pool;
    const struct folder_place place = function_place(pool->function);
    struct folder_fingerprint now;

    if (!pool->started || pool->function->stored || pool->function->is_copy)
        return false;
    folder_fingerprint_read(&now, &place);
    return has_new_code(pool) ||
           !folder_fingerprint_looks_same(&now, &pool->function->fingerprint);
}

bool runner_take_back(struct execution *exec)
{
    struct invocation *inv = exec->invocation;
    const struct host_context *context = exec->runner->context;
    struct pool *pool =
        inv->again ? NULL : context->current_pool(context->self, inv->pool);

    if (!pool)
        return false;
    inv->again = exec->dispatched;
    inv->pool = pool;
    execution_put_back(exec);
    timer_set(context->loop, &pool->more_timer, 0);
    return true;
}
