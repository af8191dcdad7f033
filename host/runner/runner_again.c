#include "host/runner/runner_again.h"

#include "host/functions/function_folder.h"
#include "host/runner/runner_executions.h"

/* Files that are put in place one by one may each be met. */
enum { BEGUN_MAX = 10 };

static bool has_new_code(const struct pool *pool)
{
    if (!pool->code)
        return false;
    code_watcher_read(pool->context->code_watcher);
    return pool->code->changes != pool->code_changes;
}

/* Other files come and go in a folder that a function writes to. */
static bool has_same_files(const struct folder_fingerprint *a,
                           const struct folder_fingerprint *b)
{
    return folder_fingerprint_is_same_place(a, b) &&
           file_mark_is_same(&a->manifest, &b->manifest) &&
           file_mark_is_same(&a->env, &b->env) &&
           file_mark_is_same(&a->template, &b->template) &&
           file_mark_is_same(&a->project_env, &b->project_env);
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
           !has_same_files(&now, &pool->function->fingerprint);
}

bool runner_take_back(struct execution *exec)
{
    struct invocation *inv = exec->invocation;
    const struct host_context *context = exec->runner->context;
    struct pool *pool = inv->begun == BEGUN_MAX
                            ? NULL
                            : context->current_pool(context->self, inv->pool);

    if (!pool)
        return false;
    inv->begun += exec->dispatched;
    inv->pool = pool;
    execution_put_back(exec);
    timer_set(context->loop, &pool->more_timer, 0);
    return true;
}
