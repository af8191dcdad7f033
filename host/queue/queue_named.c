#include "host/queue/queue_named.h"

#include "host/cli/cli_util.h"
#include "host/client/queue_calls.h"

static int status_of(enum api_result result, const char *name,
                     const struct error *err)
{
    if (result == API_ABSENT)
        return cli_failed(
            "there is no queue %s; `dayfly queue` lists those that there are",
            name);
    return result == API_DONE ? EXIT_DONE : cli_failed("%s", err->text);
}

int queue_named_check(const struct api_target *target, const char *name)
{
    struct error err = ERROR_NONE;
    json_t *attributes = NULL;
    enum api_result result = queue_calls_get(&attributes, target, name, &err);

    json_decref(attributes);
    return status_of(result, name, &err);
}

int queue_named_move_back(const struct api_target *target, const char *name)
{
    struct error err = ERROR_NONE;
    long long moved;
    int status = status_of(queue_calls_move_back(&moved, target, name, &err),
                           name, &err);

    if (status == EXIT_DONE)
        cli_print("%lld moved back to where they failed", moved);
    return status;
}
