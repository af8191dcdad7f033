#include "bootstrap/response/error_type.h"

#include <signal.h>
#include <string.h>

#include "common/signal_names.h"
#include "bootstrap/event/invocation.h"

enum { WAY_MAX_MS = 50 };

/* Not strstr: a program may well write NULs before it dies. */
static const char *find(const struct buf *text, const char *words)
{
    return memmem(text->data, text->size, words, strlen(words));
}

/* The line of the dynamic loader's complaint, glibc's or musl's, or NULL. */
static const char *loader_complaint(const struct outcome *end)
{
    static const char *const marks[] = {
        "error while loading shared libraries",
        "symbol lookup error",
        "version `GLIBC",
        "Error loading shared library",
        "Error relocating",
    };

    if (end->how != OUTCOME_EXITED || end->code == 0)
        return NULL;
    for (size_t i = 0; i < COUNT(marks); i++) {
        const char *at = find(&end->tail, marks[i]);
        if (!at)
            continue;
        while (at > end->tail.data && at[-1] != '\n' && at[-1] != '\0')
            at--;
        return at;
    }
    return NULL;
}

/* V8 says so before it aborts; Node, Deno alike. */
static bool heap_exhausted(const struct outcome *end)
{
    return find(&end->tail, "JavaScript heap out of memory") ||
           find(&end->tail, "JavaScript out of memory");
}

/* qjs says so and exits: its bridge is told of no such promise. Its line, or
 * NULL. */
static const char *rejection(const struct outcome *end)
{
    static const char mark[] = "Possibly unhandled promise rejection: ";
    const char *at = find(&end->tail, mark);

    return at && end->bridged ? at + sizeof mark - 1 : NULL;
}

static void say(struct error_type *v, const char *type)
{
    v->type = type;
    v->message.text[0] = '\0';
}

static const char *before_what(const struct outcome *end)
{
    if (end->half > 0)
        return "its result was whole";
    if (end->unread)
        return "it had read the event";
    return "the handler had a result (is there a call to exit, or a promise "
           "that nothing can settle?)";
}

static void exited(struct error_type *v, const struct outcome *end)
{
    const char *loader = loader_complaint(end);
    const char *reason = rejection(end);

    if (loader) {
        say(v, "Runtime.InvalidEntrypoint");
        (void)error_set(&v->message, "%.*s", (int)strcspn(loader, "\n"),
                        loader);
    } else if (end->code != 0 && heap_exhausted(end)) {
        say(v, "Runtime.OutOfMemory");
        (void)error_set(&v->message,
                        "The handler ran out of heap memory "
                        "(exit status %d)",
                        end->code);
    } else if (end->code != 0 && reason) {
        say(v, "Runtime.UnhandledPromiseRejection");
        (void)error_set(&v->message, "%.*s", (int)strcspn(reason, "\n"),
                        reason);
    } else if (end->code == 0 && end->bridged) {
        say(v, "Runtime.NoResult");
        (void)error_set(&v->message,
                        "The process exited with status 0 before %s",
                        before_what(end));
    } else if (end->code != 0) {
        say(v, "Runtime.ExitError");
        (void)error_set(&v->message,
                        "Runtime exited with error: exit status %d", end->code);
    } else {
        v->type = NULL;
    }
}

/* Signals by which the kernel enforces a limit. */
static bool limited(struct error_type *v, const struct outcome *end)
{
    if (end->code == SIGXCPU) {
        say(v, "Runtime.CpuLimitExceeded");
        (void)error_set(&v->message,
                        "The handler used all the CPU time that it may use "
                        "(signal: CPU time limit exceeded)");
    } else if (end->code == SIGXFSZ) {
        say(v, "Runtime.FileSizeLimitExceeded");
        (void)error_set(&v->message,
                        "The handler wrote to a file that would have grown "
                        "larger than it may (signal: file size limit "
                        "exceeded)");
    }
    return v->type != NULL;
}

static void killed(struct error_type *v, const struct outcome *end)
{
    char name[SIGNAL_NAME_SIZE];

    if (limited(v, end))
        return;
    if (end->starved) {
        say(v, "Runtime.OutOfMemory");
        (void)error_set(&v->message,
                        "The handler was killed when it wanted more memory "
                        "than it may use (at most %lld MB were resident)",
                        (long long)(end->peak_kib / 1024));
        return;
    }
    signal_name(end->code, name);
    if (heap_exhausted(end)) {
        say(v, "Runtime.OutOfMemory");
        (void)error_set(&v->message,
                        "The handler ran out of heap memory (signal: %s)",
                        name);
        return;
    }
    say(v, "Runtime.ExitError");
    (void)error_set(&v->message, "Runtime exited with error: signal: %s", name);
}

/* Platforms give whole seconds, of which the event's way here has taken some
 * milliseconds. */
static int64_t as_given_ms(int64_t limit_ms)
{
    int64_t whole_ms = (limit_ms + WAY_MAX_MS) / 1000 * 1000;

    return whole_ms > limit_ms ? whole_ms : limit_ms;
}

static void late(struct error_type *v, int64_t limit_ms)
{
    limit_ms = as_given_ms(limit_ms);
    say(v, "Sandbox.Timedout");
    (void)error_set(&v->message, "Task timed out after %lld.%02d seconds",
                    (long long)((limit_ms + 5) / 1000),
                    (int)((limit_ms + 5) % 1000 / 10));
}

static void too_long(struct error_type *v, const struct outcome *end)
{
    say(v, "Function.ResponseSizeTooLarge");
    (void)error_set(&v->message,
                    "Response payload size (%zu bytes) exceeded maximum "
                    "allowed payload size (%d bytes).",
                    end->said, PAYLOAD_MAX_BYTES);
}

/* The platform's own deaths carry the request id in front. */
static void sign(struct error_type *v, const char *request_id)
{
    if (!v->type || !*request_id)
        return;
    if (!strcmp(v->type, "Runtime.ExitError") ||
        !strcmp(v->type, "Sandbox.Timedout"))
        (void)error_prefix(&v->message, "RequestId: %s Error", request_id);
}

void error_type_of(struct error_type *v, const struct outcome *end,
                   const char *request_id, int64_t limit_ms)
{
    say(v, NULL);
    switch (end->how) {
    case OUTCOME_PENDING:
    case OUTCOME_RESULT:
    case OUTCOME_HANDLER_ERROR:
    case OUTCOME_INIT_ERROR:
        return;
    case OUTCOME_EXEC_FAILED:
        say(v, "Runtime.InvalidEntrypoint");
        v->message = end->why;
        return;
    case OUTCOME_NO_RESOURCES:
        say(v, "Sandbox.Failure");
        v->message = end->why;
        return;
    case OUTCOME_SCRATCH_FULL:
        say(v, "Runtime.ScratchLimitExceeded");
        v->message = end->why;
        return;
    case OUTCOME_BAD_OUTPUT:
        say(v, "Runtime.MarshalError");
        v->message = end->why;
        return;
    case OUTCOME_EXITED:
        exited(v, end);
        break;
    case OUTCOME_SIGNALED:
        killed(v, end);
        break;
    case OUTCOME_STDOUT_CLOSED:
        say(v, "Runtime.NoResult");
        (void)error_set(&v->message,
                        "The handler closed its standard output before it had "
                        "a result");
        break;
    case OUTCOME_TIMED_OUT:
        late(v, limit_ms);
        break;
    case OUTCOME_TOO_LARGE:
        too_long(v, end);
        break;
    }
    sign(v, request_id);
}
