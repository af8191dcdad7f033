#include "host/deploy/function_state.h"

#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "host/deploy/deploy.h"
#include "host/deploy/function_calls.h"

enum { WAIT_MS = 300000, FIRST_PAUSE_MS = 50, MOST_PAUSE_MS = 1000 };

static bool is(const json_t *configuration, const char *key, const char *value)
{
    return !strcmp(api_json_text(configuration, key), value);
}

static void pause_ms(int ms)
{
    const struct timespec time = {.tv_sec = ms / 1000,
                                  .tv_nsec = (long)(ms % 1000) * 1000000};

    (void)nanosleep(&time, NULL);
}

bool function_state_wait(json_t **configuration, const struct deploy *d,
                         const char *name, struct error *err)
{
    int64_t end = clock_mono_ms() + WAIT_MS;
    int pause = FIRST_PAUSE_MS;
    json_t *now;

    while (function_calls_get(&now, d, CALLS_2015, name, "/configuration",
                              err) == API_DONE) {
        json_decref(*configuration);
        *configuration = now;
        if (!is(now, "State", "Pending") &&
            !is(now, "LastUpdateStatus", "InProgress"))
            return true;
        if (clock_mono_ms() > end)
            return error_set(err, "it is still not ready after %d s: %s",
                             WAIT_MS / 1000, api_json_text(now, "StateReason"));
        pause_ms(pause);
        pause = 2 * pause < MOST_PAUSE_MS ? 2 * pause : MOST_PAUSE_MS;
    }
    return false;
}

static bool failed(const json_t *configuration, const char *reason,
                   struct error *err)
{
    const char *text = api_json_text(configuration, reason);

    return error_set(err, "its code does not start%s%s", *text ? ": " : "",
                     text);
}

bool function_state_check(const json_t *configuration, struct error *err)
{
    if (is(configuration, "State", "Failed"))
        return failed(configuration, "StateReason", err);
    if (is(configuration, "LastUpdateStatus", "Failed"))
        return failed(configuration, "LastUpdateStatusReason", err);
    if (*api_json_text(configuration, API_JSON_START_ERROR))
        return failed(configuration, API_JSON_START_ERROR, err);
    return true;
}
