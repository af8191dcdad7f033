#include "bootstrap/worker/worker_start.h"

#include <unistd.h>

#include "bootstrap/launch/interpreter.h"
#include "bootstrap/policy/process_sandbox.h"
#include "bootstrap/process/bridge_hello.h"
#include "bootstrap/process/process_start.h"

/* No process has used it. */
static void discard_prepared(struct worker *w)
{
    struct error err = ERROR_NONE;

    w->prepared = false;
    (void)!scratch_dir_remove(&w->scratch, 0, &err);
}

static bool make_sandbox(struct worker *w, bool is_template, struct error *err)
{
    const struct worker_config *config = w->config;
    struct scratch_root *root = config->scratch;

    return is_template
               ? process_sandbox_make_template(
                     config->policy, w->slot, root ? root->path : "",
                     w->scratch.path, &w->sandbox, err)
               : process_sandbox_make(config->policy, w->slot, w->scratch.path,
                                      &w->sandbox, err);
}

static bool make_prepared(struct worker *w, bool is_template, struct error *err)
{
    w->prepared = w->prepared ||
                  (scratch_dir_make(&w->scratch, w->config->scratch, err) &&
                   make_sandbox(w, is_template, err));
    if (!w->prepared)
        discard_prepared(w);
    worker_log_tampering(w);
    return w->prepared;
}

void worker_prepare(struct worker *w)
{
    struct error err = ERROR_NONE;

    if (worker_state_of(w) == WORKER_NONE)
        (void)!make_prepared(w, false, &err);
}

void worker_forget_prepared(struct worker *w)
{
    if (w->prepared && worker_state_of(w) == WORKER_NONE)
        discard_prepared(w);
}

/* The library that the process loads before all others; "": none. */
static const char *library_of(const struct worker *w,
                              const struct bridge_start *hello,
                              char path[PATH_MAX])
{
    const struct handler *h = w->config->handler;

    if (*hello->library || !h->engine || !h->engine->input_by_library ||
        !bridge_library(path, h->bridge))
        return hello->library;
    return path;
}

/* inv NULL: the process waits for its event. A plain executable finds the
 * headers of its event in the environment, a bridge reads them. */
static bool make_launch(struct worker *w, const struct invocation *inv,
                        const struct bridge_start *hello, struct error *err)
{
    const struct worker_config *config = w->config;
    bool bridged = config->handler->bridged;
    char path[PATH_MAX];

    if (!make_prepared(w, hello->is_template, err) ||
        !environment_make(config->environment, w->scratch.path,
                          bridged ? NULL : inv, library_of(w, hello, path),
                          err) ||
        !command_line_for_process(config->command_line, config->handler,
                                  config->settings, w->scratch.path,
                                  hello->is_template, err))
        return false;
    return !bridged || (bridge_hello_nonce(w->nonce, err) &&
                        bridge_hello_startup(&w->startup_line, config->handler,
                                             config->settings, hello, err));
}

static void begin_residue(struct worker *w)
{
    residue_begin(&w->residue, w->config->settings,
                  w->sandbox && w->sandbox->uid ? w->sandbox->uid : geteuid());
}

/* The only place where a process is started. control: of a template; NULL: it
 * is none. */
static void launch_process(struct worker *w, const int *control)
{
    const struct worker_config *config = w->config;
    bool bridged = config->handler->bridged;
    struct program program = {
        .file = config->command_line->argv[0],
        .argv = config->command_line->argv,
        .envp = environment_list(config->environment),
        .folder = config->handler->root,
        .no_queues = config->settings->residue == RESIDUE_SWEEP,
        .sandbox = w->sandbox,
        .control = control,
        .input_on_stdin = bridged && config->handler->engine &&
                          config->handler->engine->input_by_library};
    struct iovec startup = process_stdin_piece(&w->startup_line);
    struct process_launch launch = {.program = &program,
                                    .group =
                                        w->sandbox ? w->sandbox->group : NULL,
                                    .nonce = bridged ? w->nonce : NULL,
                                    .stdin_pieces = &startup,
                                    .stdin_count = bridged ? 1 : 0};

    scratch_dir_mark_used(&w->scratch);
    begin_residue(w);
    process_start(&w->process, &launch);
    w->prepared = false;
}

static void begin(struct worker *w)
{
    worker_forget_event(w);
    buf_clear(&w->startup_line);
    w->served = 0;
}

static void start(struct worker *w, const struct invocation *inv,
                  const struct bridge_start *hello, const int *control)
{
    const struct handler *handler = w->config->handler;

    begin(w);
    if (handler_has_changed(handler)) {
        w->outcome.kind = OUTCOME_EXEC_FAILED;
        (void)error_set(&w->outcome.why,
                        "%s has been changed since this bootstrap started",
                        handler->file);
    } else if (make_launch(w, inv, hello, &w->outcome.why)) {
        launch_process(w, control);
    } else {
        w->outcome.kind = OUTCOME_NO_RESOURCES;
    }
    if (worker_state_of(w) == WORKER_NONE)
        discard_prepared(w);
}

void worker_start_idle(struct worker *w, bool thorough)
{
    const struct bridge_start hello = {
        .nonce = w->nonce, .thorough = thorough, .library = "", .event = ""};

    start(w, NULL, &hello, NULL);
}

void worker_start_template(struct worker *w, int theirs, const char *library,
                           const char *event)
{
    const struct bridge_start hello = {.nonce = w->nonce,
                                       .thorough = true,
                                       .is_template = true,
                                       .library = library,
                                       .event = event};

    start(w, NULL, &hello, &theirs);
}

/* The only place where a process is copied. */
static bool launch_copy(struct worker *w, const struct copy_source *source,
                        struct error *err)
{
    struct iovec startup = process_stdin_piece(&w->startup_line);
    struct process_launch launch = {
        .group = process_sandbox_group(w->config->policy, w->slot),
        .nonce = w->nonce,
        .stdin_pieces = &startup,
        .stdin_count = 1,
        .copy = source};

    begin_residue(w);
    process_start(&w->process, &launch);
    if (worker_state_of(w) != WORKER_NONE)
        return true;
    *err = w->outcome.why;
    worker_forget_event(w);
    return false;
}

bool worker_start_copy(struct worker *w, const struct worker *from,
                       const struct copy_source *source, bool thorough,
                       struct error *err)
{
    begin(w);
    discard_prepared(w);
    w->sandbox = from->sandbox;
    w->scratch = from->scratch;
    w->scratch.root = NULL;
    return bridge_hello_nonce(w->nonce, err) &&
           bridge_hello_copy(&w->startup_line, w->nonce, thorough, err) &&
           launch_copy(w, source, err);
}

void worker_start_for(struct worker *w, const struct invocation *inv)
{
    const struct bridge_start hello = {
        .nonce = w->nonce, .library = "", .event = ""};

    start(w, inv, &hello, NULL);
}
