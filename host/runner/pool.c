#include "host/runner/pool.h"

#include "common/clock.h"
#include "host/http/http_server.h"
#include "host/metrics/stats_book.h"
#include "host/runner/pool_end.h"
#include "host/runner/pool_queue.h"
#include "host/runner/pool_shortage.h"
#include "host/runner/runner.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runner/runner_start.h"
#include "host/tracing/tracer.h"

enum {
    IDLE_LEAST_MS = 1000 /* before a process gives way to another function's:
                            shorter pauses are those of a function at work */
};

/* Most functions of a host have one runner, or a few. */
static bool has_place(struct pool *pool)
{
    size_t capacity = pool->capacity > 0 ? pool->capacity * 2 : 1;
    struct runner **more;

    if (pool->count < pool->capacity)
        return true;
    more = mem_new(capacity, sizeof(struct runner *));
    if (!more)
        return false;
    for (size_t i = 0; i < pool->count; i++)
        more[i] = pool->runners[i];
    mem_free(pool->runners);
    pool->runners = more;
    pool->capacity = capacity;
    return true;
}

/* Its runtime process starts with its first invocation. */
static bool add_runner(struct pool *pool)
{
    struct runner *runner = has_place(pool) ? mem_new(1, sizeof *runner) : NULL;

    if (!runner || !runner_open(runner, pool)) {
        mem_free(runner);
        return false;
    }
    pool->context->serve_runtime(runner);
    pool->runners[pool->count++] = runner;
    return true;
}

static bool wants_more(const struct pool *pool)
{
    return pool->queue.head && !pool->turn_place.waits && !pool->paused &&
           !pool->retired && !pool->shut && !pool->frozen &&
           !pool_shortage_lasts(pool) && pool->count < pool->most;
}

static size_t waiting(const struct pool *pool)
{
    size_t count = 0;

    for (const struct invocation *inv = pool->queue.head; inv; inv = inv->next)
        count++;
    return count;
}

static void start_more(void *self)
{
    struct pool *pool = self;
    const struct host_context *context = pool->context;

    if (!pool->retired)
        pool_begin_queued(pool);
    while (wants_more(pool) && *context->processes < POOL_RUNNERS_MAX &&
           add_runner(pool))
        pool_begin_queued(pool);
    if (wants_more(pool) && *context->processes >= POOL_RUNNERS_MAX)
        context->make_room(context->self, waiting(pool));
}

static void on_turn(void *self)
{
    struct pool *pool = self;

    if (!pool->retired)
        pool_begin_queued(pool);
    if (pool->wants_process)
        pool_start(pool);
    pool_keep_least(pool);
}

static bool is_called(const void *self)
{
    return pool_invocations(self) > 0;
}

bool pool_open(struct pool *pool, const struct function *fn,
               const struct host_context *context)
{
    *pool = (struct pool){.function = fn, .context = context};
    pool->start_failure.body = (struct buf)BUF(PAYLOAD_MAX_BYTES);
    pool->turn_place = (struct turn_place){.on_turn = on_turn, .self = pool};
    pool->rest = (struct priority_rest){.is_called = is_called, .self = pool};
    pool->more_timer = (struct timer){.on_fire = start_more, .self = pool};
    pool->most =
        fn->runtimes > 0 ? fn->runtimes : manifest_runtimes(&fn->manifest);
    if (context->stats)
        pool->stats = stats_book_take(context->stats, fn->name, fn->version);
    return add_runner(pool);
}

/* False: *why is set. */
static bool takes(const struct pool *pool, const struct invocation *inv,
                  enum throttle_reason *why)
{
    const struct host_context *context = pool->context;

    if (pool->closed)
        *why = THROTTLE_STOPPING;
    else if (!inv->async && pool->queue.waiting >= POOL_QUEUE_MAX)
        *why = THROTTLE_QUEUE;
    else if (!inv->async && !context->admits(context->self, pool))
        *why = THROTTLE_RESERVED;
    else
        return true;
    return false;
}

bool pool_add(struct pool *pool, struct invocation *inv)
{
    enum throttle_reason why;

    if (pool->stats)
        pool->stats->listed = true;
    if (!takes(pool, inv, &why)) {
        function_stats_throttle(pool->stats, why);
        return false;
    }
    tracer_begin(pool->context->tracer, &inv->trace, &inv->trace_id);
    inv->pool = pool;
    inv->runner = NULL;
    inv->arrived_us = clock_mono_us();
    invocation_queue_add(&pool->queue, inv);
    pool_begin_queued(pool);
    return true;
}

void pool_drop(struct invocation *inv)
{
    struct runner *runner = inv->runner;
    struct execution *exec = runner ? runner_execution_with(runner, inv) : NULL;

    inv->sink_data = NULL;
    if (exec)
        execution_discard_response(exec);
    if (runner)
        return;
    invocation_queue_remove(&inv->pool->queue, inv);
    invocation_unref(inv);
}

void pool_set_paused(struct pool *pool, bool paused)
{
    pool->paused = paused;
    pool_begin_queued(pool);
}

void pool_retire(struct pool *pool, struct pool *successor, bool only_code)
{
    pool->closed = true;
    pool->retired = true;
    timer_clear(pool->context->loop, &pool->more_timer);
    pool_hand_over(pool, successor, only_code);
    for (size_t i = 0; i < pool->count; i++)
        runner_advance(pool->runners[i]);
    if (successor)
        pool_begin_queued(successor);
}

static bool may_start(struct pool *pool)
{
    return turns_may_begin(pool->context->turns, &pool->turn_place, TURN_START);
}

void pool_start(struct pool *pool)
{
    pool->wants_process = !pool->closed && !pool->shut && !pool->paused &&
                          !pool->frozen && !pool->function->config_error &&
                          !pool_has_process(pool) &&
                          *pool->context->processes < POOL_RUNNERS_MAX;
    if (pool->wants_process && may_start(pool)) {
        pool->wants_process = false;
        (void)runner_start_process(pool->runners[0]);
    }
}

bool pool_has_old_code(const struct pool *pool)
{
    if (!pool->code)
        return false;
    code_watcher_read(pool->context->code_watcher);
    return pool->code->changes != pool->code_changes;
}

void pool_accept_code(struct pool *pool)
{
    if (!pool->code)
        return;
    code_watcher_read(pool->context->code_watcher);
    pool->code_changes = pool->code->changes;
}

static size_t processes(const struct pool *pool)
{
    size_t count = 0;

    for (size_t i = 0; i < pool->count; i++)
        if (pool->runners[i]->process.pid && !pool->runners[i]->stopping)
            count++;
    return count;
}

void pool_search_idle(const struct pool *pool, struct idle_search *search)
{
    bool spares = !pool->frozen && processes(pool) > pool->least;

    for (size_t i = 0; i < pool->count; i++) {
        struct runner *runner = pool->runners[i];
        search->ending += runner->stopping ? 1 : 0;
        if (spares && runner_is_idle(runner, IDLE_LEAST_MS) &&
            (!search->idlest ||
             runner->idle_since_ms < search->idlest->idle_since_ms))
            search->idlest = runner;
    }
}

void pool_end_idlest(const struct idle_search *search)
{
    runner_stop_process(search->idlest);
}

void pool_end_idle(struct pool *pool)
{
    for (size_t i = 0; !pool->frozen && i < pool->count; i++)
        if (pool->least == 0 || processes(pool) > pool->least)
            runner_end_if_idle(pool->runners[i]);
}

/* The runner that has no runtime process, or a new one. NULL: there is none. */
static struct runner *without_process(struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (!pool->runners[i]->process.pid)
            return pool->runners[i];
    return pool->count < pool->most && add_runner(pool)
               ? pool->runners[pool->count - 1]
               : NULL;
}

void pool_keep_least(struct pool *pool)
{
    struct runner *runner;

    while (processes(pool) < pool->least && !pool->closed && !pool->shut &&
           !pool->paused && !pool->frozen && !pool->function->config_error &&
           *pool->context->processes < POOL_RUNNERS_MAX &&
           (runner = without_process(pool)) && !runner_start_is_held(runner) &&
           may_start(pool) && runner_start_process(runner))
        continue;
}

bool pool_is_limited(const struct pool *pool)
{
    return pool->context->is_limited(pool->context->self, pool);
}

void pool_set_bounds(struct pool *pool, size_t least, size_t most)
{
    pool->least = least;
    pool->most = most > least ? most : least;
    if (pool->most > POOL_RUNNERS_MAX)
        pool->most = POOL_RUNNERS_MAX;
    pool_keep_least(pool);
    pool_begin_queued(pool);
}

size_t pool_ready(const struct pool *pool)
{
    size_t count = 0;

    for (size_t i = 0; i < pool->count; i++)
        if (pool->runners[i]->process.pid && !pool->runners[i]->stopping &&
            !runner_is_starting(pool->runners[i]))
            count++;
    return count;
}

size_t pool_invocations(const struct pool *pool)
{
    size_t count = waiting(pool);

    for (size_t i = 0; i < pool->count; i++)
        for (size_t k = 0; k < pool->runners[i]->execution_count; k++)
            count += pool->runners[i]->executions[k].invocation ? 1 : 0;
    return count;
}

bool pool_has_process(const struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->runners[i]->process.pid)
            return true;
    return false;
}

bool pool_is_empty(const struct pool *pool)
{
    return !pool_has_process(pool) && pool_invocations(pool) == 0;
}

bool pool_is_connected(const struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (http_server_serves(pool->context->runtime_server,
                               &pool->runners[i]->handler))
            return true;
    return false;
}
