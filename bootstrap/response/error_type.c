#include "bootstrap/response/error_type.h"

#include <signal.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "common/signal_names.h"

enum { WAY_MAX_MS = 50 };

/* Not strstr: a program may well write NULs before it dies. */
static const char *find(const struct buf *text, const char *words)
{
    return memmem(text->data, text->size, words, strlen(words));
}

/* The line of the dynamic loader's complaint, glibc's or musl's, or NULL. */
static const char *loader_complaint(const struct outcome *outcome)
{
    static const char *const marks[] = {
        "error while loading shared libraries",
        "symbol lookup error",
        "version `GLIBC",
        "Error loading shared library",
        "Error relocating",
    };

    if (outcome->kind != OUTCOME_EXITED || outcome->code == 0)
        return NULL;
    for (size_t i = 0; i < COUNT(marks); i++) {
        const char *at = find(&outcome->stderr_tail, marks[i]);
        if (!at)
            continue;
        while (at > outcome->stderr_tail.data && at[-1] != '\n' &&
               at[-1] != '\0')
            at--;
        return at;
    }
    return NULL;
}

/* V8 says so before it aborts; Node, Deno alike. */
static bool heap_exhausted(const struct outcome *outcome)
{
    return find(&outcome->stderr_tail, "JavaScript heap out of memory") ||
           find(&outcome->stderr_tail, "JavaScript out of memory");
}

/* qjs says so and exits: its bridge is told of no such promise. Its line, or
 * NULL. */
static const char *rejection(const struct outcome *outcome)
{
    static const char mark[] = "Possibly unhandled promise rejection: ";
    const char *at = find(&outcome->stderr_tail, mark);

    return at && outcome->bridged ? at + sizeof mark - 1 : NULL;
}

static void say(struct error_type *v, const char *type)
{
    v->name = type;
    v->message.text[0] = '\0';
}

static const char *before_what(const struct outcome *outcome)
{
    if (outcome->partial_frame_bytes > 0)
        return "its result was whole";
    if (outcome->event_unread)
        return "it had read the event";
    return "the handler had a result (is there a call to exit, or a promise "
           "that nothing can settle?)";
}

static void exited(struct error_type *type, const struct outcome *outcome)
{
    const char *loader = loader_complaint(outcome);
    const char *reason = rejection(outcome);

    if (loader) {
        say(type, "Runtime.InvalidEntrypoint");
        (void)error_set(&type->message, "%.*s", (int)strcspn(loader, "\n"),
                        loader);
    } else if (outcome->code != 0 && heap_exhausted(outcome)) {
        say(type, "Runtime.OutOfMemory");
        (void)error_set(&type->message,
                        "The handler ran out of heap memory "
                        "(exit status %d)",
                        outcome->code);
    } else if (outcome->code != 0 && reason) {
        say(type, "Runtime.UnhandledPromiseRejection");
        (void)error_set(&type->message, "%.*s", (int)strcspn(reason, "\n"),
                        reason);
    } else if (outcome->code == 0 && outcome->bridged) {
        say(type, "Runtime.NoResult");
        (void)error_set(&type->message,
                        "The process exited with status 0 before %s",
                        before_what(outcome));
    } else if (outcome->code != 0) {
        say(type, "Runtime.ExitError");
        (void)error_set(&type->message,
                        "Runtime exited with error: exit status %d",
                        outcome->code);
    } else {
        type->name = NULL;
    }
}

/* Signals by which the kernel enforces a limit. */
static bool limited(struct error_type *type, const struct outcome *outcome)
{
    if (outcome->code == SIGXCPU) {
        say(type, "Runtime.CpuLimitExceeded");
        (void)error_set(&type->message,
                        "The handler used all the CPU time that it may use "
                        "(signal: CPU time limit exceeded)");
    } else if (outcome->code == SIGXFSZ) {
        say(type, "Runtime.FileSizeLimitExceeded");
        (void)error_set(&type->message,
                        "The handler wrote to a file that would have grown "
                        "larger than it may (signal: file size limit "
                        "exceeded)");
    }
    return type->name != NULL;
}

static void killed(struct error_type *type, const struct outcome *outcome)
{
    char name[SIGNAL_NAME_SIZE];

    if (limited(type, outcome))
        return;
    if (outcome->oom_killed) {
        say(type, "Runtime.OutOfMemory");
        (void)error_set(&type->message,
                        "The handler was killed when it wanted more memory "
                        "than it may use (at most %lld MB were resident)",
                        (long long)(outcome->peak_kib / 1024));
        return;
    }
    signal_name(outcome->code, name);
    if (heap_exhausted(outcome)) {
        say(type, "Runtime.OutOfMemory");
        (void)error_set(&type->message,
                        "The handler ran out of heap memory (signal: %s)",
                        name);
        return;
    }
    say(type, "Runtime.ExitError");
    (void)error_set(&type->message, "Runtime exited with error: signal: %s",
                    name);
}

/* Platforms give whole seconds, of which the event's way here has taken some
 * milliseconds. */
static int64_t as_given_ms(int64_t limit_ms)
{
    int64_t whole_ms = (limit_ms + WAY_MAX_MS) / 1000 * 1000;

    return whole_ms > limit_ms ? whole_ms : limit_ms;
}

static void late(struct error_type *type, int64_t limit_ms)
{
    limit_ms = as_given_ms(limit_ms);
    say(type, "Sandbox.Timedout");
    (void)error_set(&type->message, "Task timed out after %lld.%02d seconds",
                    (long long)((limit_ms + 5) / 1000),
                    (int)((limit_ms + 5) % 1000 / 10));
}

static void too_long(struct error_type *type, const struct outcome *outcome)
{
    say(type, "Function.ResponseSizeTooLarge");
    (void)error_set(&type->message,
                    "Response payload size (%zu bytes) exceeded maximum "
                    "allowed payload size (%d bytes).",
                    outcome->output_bytes, PAYLOAD_MAX_BYTES);
}

/* The platform's own deaths carry the request id in front. */
static void sign(struct error_type *type, const char *request_id)
{
    if (!type->name || !*request_id)
        return;
    if (!strcmp(type->name, "Runtime.ExitError") ||
        !strcmp(type->name, "Sandbox.Timedout"))
        (void)error_prefix(&type->message, "RequestId: %s Error", request_id);
}

void error_type_of(struct error_type *type, const struct outcome *outcome,
                   const char *request_id, int64_t limit_ms)
{
    say(type, NULL);
    switch (outcome->kind) {
    case OUTCOME_PENDING:
    case OUTCOME_RESULT:
    case OUTCOME_HANDLER_ERROR:
    case OUTCOME_INIT_ERROR:
        return;
    case OUTCOME_EXEC_FAILED:
        say(type, "Runtime.InvalidEntrypoint");
        type->message = outcome->why;
        return;
    case OUTCOME_NO_RESOURCES:
        say(type, "Sandbox.Failure");
        type->message = outcome->why;
        return;
    case OUTCOME_SCRATCH_FULL:
        say(type, "Runtime.ScratchLimitExceeded");
        type->message = outcome->why;
        return;
    case OUTCOME_BAD_OUTPUT:
        say(type, "Runtime.MarshalError");
        type->message = outcome->why;
        return;
    case OUTCOME_EXITED:
        exited(type, outcome);
        break;
    case OUTCOME_SIGNALED:
        killed(type, outcome);
        break;
    case OUTCOME_STDOUT_CLOSED:
        say(type, "Runtime.NoResult");
        (void)error_set(&type->message,
                        "The handler closed its standard output before it had "
                        "a result");
        break;
    case OUTCOME_TIMED_OUT:
        late(type, limit_ms);
        break;
    case OUTCOME_TOO_LARGE:
        too_long(type, outcome);
        break;
    }
    sign(type, request_id);
}
