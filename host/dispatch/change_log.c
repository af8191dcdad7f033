#include "host/dispatch/change_log.h"

#include "common/clock.h"
#include "host/build/build_sources.h"
#include "host/dispatch/deployment.h"
#include "host/dispatch/folder_build.h"
#include "host/dispatch/function_trial.h"
#include "host/runner/pool.h"

/* The file that was changed last, unless it is older than the deployment. */
static bool add_file(struct buf *line, const struct deployment *dep,
                     const struct function *now)
{
    struct build_sources sources;

    build_sources_read(&sources, now, 0);
    return sources.changed_us < dep->made_us || !*sources.changed ||
           buf_printf(line, "%s; ", sources.changed);
}

static bool add_build(struct buf *line, struct dispatcher *dispatcher,
                      const struct function *fn)
{
    int64_t built_ms = folder_build_untold_ms(dispatcher, fn->name);

    return built_ms < 0 ||
           buf_printf(line, "built in %lld ms; ", (long long)built_ms);
}

void change_log_taken(struct dispatcher *dispatcher,
                      const struct deployment *dep, struct deployment *by,
                      bool only_code)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    const struct function *now = by->function;
    long long loaded_ms = (clock_stamp_us() - by->made_us) / 1000;

    by->change = dep->change + 1;
    if (now->config_error) {
        deployment_log(dispatcher, now, now->config_error);
        return;
    }
    if (buf_add_str(&line,
                    only_code
                        ? "the code has changed: the next invocations run it ("
                        : "the folder has changed: the next invocations use "
                          "its new content (") &&
        add_file(&line, dep, now) && add_build(&line, dispatcher, now) &&
        (!by->pool->started ||
         buf_printf(&line, "loaded in %lld ms; ", loaded_ms)) &&
        buf_printf(&line, "change %u)", by->change))
        deployment_log(dispatcher, now, line.data);
}

void change_log_refused(struct dispatcher *dispatcher,
                        const struct deployment *dep,
                        struct deployment *refused)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    const struct function *fn = refused->function;
    char reason[FUNCTION_TRIAL_REASON_SIZE];

    if (refused->told)
        return;
    refused->told = true;
    function_trial_reason(&refused->pool->start_failure, reason);
    if ((fn->config_error
             ? buf_printf(&line, "%s; what worked before goes on (",
                          fn->config_error)
             : buf_printf(&line,
                          "the change does not start, so what worked before "
                          "goes on: %s (",
                          reason)) &&
        add_file(&line, dep, fn) && add_build(&line, dispatcher, fn) &&
        (dep->change ? buf_printf(&line, "change %u goes on)", dep->change)
                     : buf_add_str(&line, "that of the start goes on)")))
        deployment_log(dispatcher, fn, line.data);
}

void change_log_kept(struct dispatcher *dispatcher,
                     const struct deployment *dep)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    int64_t built_ms = folder_build_untold_ms(dispatcher, dep->function->name);

    if (built_ms >= 0 &&
        buf_printf(&line, "built in %lld ms", (long long)built_ms))
        deployment_log(dispatcher, dep->function, line.data);
}
