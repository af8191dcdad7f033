#include "host/runtime_api/init_error.h"

#include <string.h>

#include "common/clock.h"
#include "host/runner/pool_queue.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runtime_api/peer_check.h"
#include "host/runtime_api/runtime_reply.h"
#include "host/runtime_api/runtime_request.h"

/* Its sender did not wait for an answer, so it cannot be asked for. It is the
 * runtime's if that ends as well. */
static void keep_late(struct runner *runner, struct outcome *outcome)
{
    struct late_init_error *late = &runner->late_init_error;

    buf_free(&late->body);
    late->body = outcome->body;
    outcome->body = (struct buf)BUF(0);
    memcpy(late->error_type, outcome->error_type, sizeof late->error_type);
    late->at_ms = clock_mono_ms();
}

static void read_init_error(struct outcome *outcome, struct http_request *req)
{
    const char *type =
        http_request_header(req, "Lambda-Runtime-Function-Error-Type");

    if (req->body.size == 0)
        outcome_set_error(outcome, type ? type : "Runtime.Unknown",
                          "The runtime could not start and gave no reason");
    else
        outcome_take_body(outcome, req);
    outcome_set_failed(outcome, type);
    if (!*outcome->error_type)
        outcome_set_failed(outcome, "Runtime.Unknown");
}

void init_error_receive(struct runner *runner, struct http_request *req,
                        const struct request_path *path)
{
    struct outcome outcome = OUTCOME;
    bool starting = runner_is_starting(runner);
    bool left = starting && peer_has_left(req);

    (void)path;
    if (!left &&
        ((starting && !peer_check_sender(runner, req)) ||
         !runtime_request_step(&runner->executions[0], req, STEP_INIT_ERROR)))
        return;
    read_init_error(&outcome, req);
    runtime_reply_ok(req);
    if (left) {
        keep_late(runner, &outcome);
    } else {
        runner_set_state(runner, RUNTIME_INIT_ERROR);
        runner_init_error(runner, &outcome.body, outcome.error_type);
    }
    buf_free(&outcome.body);
    runner_advance(runner);
}

void init_error_forget_late(struct runner *runner)
{
    static const char line[] =
        "[WARN] dayfly: an init error was ignored: the process that sent it "
        "had ended, and the runtime process went on";

    if (!runner->late_init_error.at_ms)
        return;
    runner->late_init_error.at_ms = 0;
    buf_free(&runner->late_init_error.body);
    runner_log(runner, NULL, line, sizeof line - 1);
}
