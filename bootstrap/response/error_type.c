#include "bootstrap/response/error_type.h"

#include <signal.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "common/signal_names.h"

enum { DELIVERY_MAX_MS = 50 };

/* Not strstr: the output may contain NUL bytes. */
static const char *find(const struct buf *text, const char *words)
{
    return memmem(text->data, text->size, words, strlen(words));
}

/* The line in which the dynamic loader of glibc or musl reports an error; NULL:
 * there is none. */
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

/* V8 prints one of these before it aborts, in Node and in Deno. */
static bool heap_exhausted(const struct outcome *outcome)
{
    return find(&outcome->stderr_tail, "JavaScript heap out of memory") ||
           find(&outcome->stderr_tail, "JavaScript out of memory");
}

/* qjs prints this and exits; it does not notify the bridge. Returns the reason,
 * or NULL. */
static const char *unhandled_rejection(const struct outcome *outcome)
{
    static const char mark[] = "Possibly unhandled promise rejection: ";
    const char *at = find(&outcome->stderr_tail, mark);

    return at && outcome->bridged ? at + sizeof mark - 1 : NULL;
}

static void set_type(struct error_type *v, const char *type)
{
    v->name = type;
    v->message.text[0] = '\0';
}

static const char *missing_step(const struct outcome *outcome)
{
    if (outcome->partial_frame_bytes > 0)
        return "its result was complete";
    if (outcome->event_unread)
        return "it had read the event";
    return "the handler had a result (is there a call to exit, or a promise "
           "that nothing can settle?)";
}

static void exited(struct error_type *type, const struct outcome *outcome)
{
    const char *loader = loader_complaint(outcome);
    const char *reason = unhandled_rejection(outcome);

    if (loader) {
        set_type(type, "Runtime.InvalidEntrypoint");
        (void)error_set(&type->message, "%.*s", (int)strcspn(loader, "\n"),
                        loader);
    } else if (outcome->code != 0 && heap_exhausted(outcome)) {
        set_type(type, "Runtime.OutOfMemory");
        (void)error_set(&type->message,
                        "The handler ran out of heap memory "
                        "(exit status %d)",
                        outcome->code);
    } else if (outcome->code != 0 && reason) {
        set_type(type, "Runtime.UnhandledPromiseRejection");
        (void)error_set(&type->message, "%.*s", (int)strcspn(reason, "\n"),
                        reason);
    } else if (outcome->code == 0 && outcome->bridged) {
        set_type(type, "Runtime.NoResult");
        (void)error_set(&type->message,
                        "The process exited with status 0 before %s",
                        missing_step(outcome));
    } else if (outcome->code != 0) {
        set_type(type, "Runtime.ExitError");
        (void)error_set(&type->message,
                        "Runtime exited with error: exit status %d",
                        outcome->code);
    } else {
        type->name = NULL;
    }
}

/* Signals by which the kernel enforces a limit. */
static bool killed_by_limit(struct error_type *type,
                            const struct outcome *outcome)
{
    if (outcome->code == SIGXCPU) {
        set_type(type, "Runtime.CpuLimitExceeded");
        (void)error_set(&type->message,
                        "The handler used all the CPU time that it may use "
                        "(signal: CPU time limit exceeded)");
    } else if (outcome->code == SIGXFSZ) {
        set_type(type, "Runtime.FileSizeLimitExceeded");
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

    if (killed_by_limit(type, outcome))
        return;
    if (outcome->oom_killed) {
        set_type(type, "Runtime.OutOfMemory");
        (void)error_set(&type->message,
                        "The handler was killed when it wanted more memory "
                        "than it may use (at most %lld MB were resident)",
                        (long long)(outcome->peak_kib / 1024));
        return;
    }
    signal_name(outcome->code, name);
    if (heap_exhausted(outcome)) {
        set_type(type, "Runtime.OutOfMemory");
        (void)error_set(&type->message,
                        "The handler ran out of heap memory (signal: %s)",
                        name);
        return;
    }
    set_type(type, "Runtime.ExitError");
    (void)error_set(&type->message, "Runtime exited with error: signal: %s",
                    name);
}

/* A timeout is configured in whole seconds, and the delivery of the event has
 * used some milliseconds of it. */
static int64_t configured_ms(int64_t limit_ms)
{
    int64_t whole_ms = (limit_ms + DELIVERY_MAX_MS) / 1000 * 1000;

    return whole_ms > limit_ms ? whole_ms : limit_ms;
}

static void timed_out(struct error_type *type, int64_t limit_ms)
{
    limit_ms = configured_ms(limit_ms);
    set_type(type, "Sandbox.Timedout");
    (void)error_set(&type->message, "Task timed out after %lld.%02d seconds",
                    (long long)((limit_ms + 5) / 1000),
                    (int)((limit_ms + 5) % 1000 / 10));
}

static void too_large(struct error_type *type)
{
    set_type(type, "Function.ResponseSizeTooLarge");
    (void)error_set(&type->message,
                    "Response payload size exceeded maximum allowed payload "
                    "size (%d bytes).",
                    PAYLOAD_MAX_BYTES);
}

/* AWS Lambda puts the request id in front of these two messages. */
static void add_request_id(struct error_type *type, const char *request_id)
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
    set_type(type, NULL);
    switch (outcome->kind) {
    case OUTCOME_PENDING:
    case OUTCOME_RESULT:
    case OUTCOME_HANDLER_ERROR:
    case OUTCOME_INIT_ERROR:
        return;
    case OUTCOME_EXEC_FAILED:
        set_type(type, "Runtime.InvalidEntrypoint");
        type->message = outcome->why;
        return;
    case OUTCOME_NO_RESOURCES:
        set_type(type, "Sandbox.Failure");
        type->message = outcome->why;
        return;
    case OUTCOME_SCRATCH_FULL:
        set_type(type, "Runtime.ScratchLimitExceeded");
        type->message = outcome->why;
        return;
    case OUTCOME_BAD_OUTPUT:
        set_type(type, "Runtime.MarshalError");
        type->message = outcome->why;
        return;
    case OUTCOME_EXITED:
        exited(type, outcome);
        break;
    case OUTCOME_SIGNALED:
        killed(type, outcome);
        break;
    case OUTCOME_STDOUT_CLOSED:
        set_type(type, "Runtime.NoResult");
        (void)error_set(&type->message,
                        "The handler closed its standard output before it had "
                        "a result");
        break;
    case OUTCOME_TIMED_OUT:
        timed_out(type, limit_ms);
        break;
    case OUTCOME_TOO_LARGE:
        too_large(type);
        break;
    }
    add_request_id(type, request_id);
}
