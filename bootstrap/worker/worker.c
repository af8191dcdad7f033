#include "bootstrap/worker/worker.h"

#include <unistd.h>

#include "bootstrap/process/bridge_hello.h"

void worker_init(struct worker *c, const struct worker_config *kind,
                 struct log *log)
{
    c->kind = kind;
    c->said =
        (struct response_body)RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024);
    c->end = (struct outcome)OUTCOME;
    c->birth = (struct buf)BUF(COMMAND_LINE_MAX_BYTES);
    c->line = (struct buf)BUF(1024 * 1024);
    c->served = 0;
    c->place = 0;
    c->folder = (struct scratch_dir){.in = NULL};
    c->grounded = false;
    c->walls = NULL;
    process_init(&c->slot, log, &c->said, &c->end);
    c->slot.folder = &c->folder;
    c->residue.use = RESIDUE_OFF;
    c->slot.residue = &c->residue;
}

void worker_set_siblings(struct worker *a, struct worker *b)
{
    a->slot.other = &b->slot;
    b->slot.other = &a->slot;
    b->place = 1;
}

void worker_free(struct worker *c)
{
    buf_free(&c->said.bytes);
    buf_free(&c->end.error);
    buf_free(&c->end.opened);
    buf_free(&c->end.tail);
    buf_free(&c->birth);
    buf_free(&c->line);
    process_free(&c->slot);
}

static void forget_event(struct worker *c)
{
    struct outcome *end = &c->end;

    response_body_clear(&c->said);
    c->said.live = false;
    end->how = OUTCOME_PENDING;
    end->code = 0;
    end->said = 0;
    end->why.text[0] = '\0';
    buf_clear(&end->error);
    buf_clear(&end->opened);
    buf_clear(&end->tail);
    end->elapsed_ms = 0;
    end->phase = PHASE_BOOT;
    end->state = '\0';
    end->unread = false;
    end->half = 0;
    end->toll = (struct process_usage){0};
    end->peak_kib = 0;
    end->left.looked = false;
    end->starved = false;
    buf_clear(&c->line);
}

static struct iovec piece(const struct buf *b)
{
    return (struct iovec){.iov_base = (void *)(size_t)b->data,
                          .iov_len = b->size};
}

/* Nobody has used it. */
static void give_folder_back(struct worker *c)
{
    struct error why = ERROR_NONE;

    c->grounded = false;
    (void)!scratch_dir_remove(&c->folder, 0, &why);
}

/* What a process needs that knows nothing of its event. */
static bool lay_ground(struct worker *c, struct error *f)
{
    const struct worker_config *kind = c->kind;

    c->grounded = c->grounded ||
                  (scratch_dir_make(&c->folder, kind->scratch, f) &&
                   sandbox_policy_for_process(kind->confine, c->place,
                                              c->folder.path, &c->walls, f));
    if (!c->grounded)
        give_folder_back(c);
    if (kind->scratch && kind->scratch->disturbed)
        log_printf(
            c->slot.log, LEVEL_WARN,
            "dayfly: Dayfly.Tampered: a handler has moved the folder that "
            "holds the private folders, or put something into it; it is "
            "mended");
    if (kind->scratch)
        kind->scratch->disturbed = false;
    return c->grounded;
}

void worker_prepare(struct worker *c)
{
    struct error why = ERROR_NONE;

    if (c->slot.state == PROCESS_EMPTY)
        (void)!lay_ground(c, &why);
}

/* inv NULL: none yet. */
static bool prepare(struct worker *c, const struct invocation *inv,
                    bool thorough)
{
    const struct worker_config *kind = c->kind;
    struct error *f = &c->end.why;

    bool bridged = kind->handler->bridged;

    if (!lay_ground(c, f) ||
        !environment_make(kind->environment, c->folder.path,
                          bridged ? NULL : inv, f) ||
        !command_line_for_scratch(kind->command, kind->handler, kind->settings,
                                  c->folder.path, f))
        return false;
    return !bridged ||
           (bridge_hello_nonce(c->nonce, f) &&
            bridge_hello_startup(&c->birth, kind->handler, kind->settings,
                                 c->nonce, thorough, f));
}

static void start(struct worker *c, const struct invocation *inv, bool thorough)
{
    const struct worker_config *kind = c->kind;
    bool bridged = kind->handler->bridged;

    forget_event(c);
    buf_clear(&c->birth);
    c->served = 0;
    if (!prepare(c, inv, thorough)) {
        c->end.how = OUTCOME_NO_RESOURCES;
        give_folder_back(c);
        return;
    }
    struct program program = {.file = kind->command->argv[0],
                              .argv = kind->command->argv,
                              .envp = environment_list(kind->environment),
                              .folder = kind->handler->root,
                              .no_queues =
                                  kind->settings->residue == RESIDUE_SWEEP,
                              .walls = c->walls};
    struct iovec birth = piece(&c->birth);
    struct process_launch work = {.program = &program,
                                  .group = c->walls ? c->walls->group : NULL,
                                  .nonce = bridged ? c->nonce : NULL,
                                  .feed = &birth,
                                  .feed_count = bridged ? 1 : 0};

    scratch_dir_mark_used(&c->folder);
    residue_begin(&c->residue, kind->settings,
                  c->walls && c->walls->uid ? c->walls->uid : geteuid());
    process_start(&c->slot, &work);
    c->grounded = false;
    if (c->slot.state == PROCESS_EMPTY)
        give_folder_back(c);
}

void worker_start_idle(struct worker *c, bool thorough)
{
    start(c, NULL, thorough);
}

void worker_assign(struct worker *c, const struct invocation *inv)
{
    enum output output = c->kind->settings->output;
    bool bridged = c->kind->handler->bridged;

    c->served++;
    if (bridged && !bridge_hello_event(&c->line, inv, &c->end.why)) {
        c->end.how = OUTCOME_NO_RESOURCES;
        return;
    }
    const struct iovec feed[] = {piece(&c->line), piece(&inv->event)};
    c->said.live =
        !bridged && (output == OUTPUT_STREAM || output == OUTPUT_STREAM_HTTP);
    c->slot.margin_ms = inv->begun_ms + inv->limit_ms - inv->stop_ms;
    process_send_event(&c->slot, feed, COUNT(feed), inv->stop_ms);
}

void worker_start_with(struct worker *c, const struct invocation *inv)
{
    start(c, inv, false);
    if (c->end.how == OUTCOME_PENDING)
        worker_assign(c, inv);
}

void worker_reset(struct worker *c)
{
    process_event_done(&c->slot);
    forget_event(c);
}

bool worker_is_idle(const struct worker *c)
{
    return c->slot.state == PROCESS_RUNNING && !c->slot.busy &&
           c->end.how == OUTCOME_PENDING;
}

bool worker_is_ready(const struct worker *c)
{
    return worker_is_idle(c) &&
           (c->slot.pipes.hearing.ready || !c->kind->handler->bridged);
}

bool worker_left_event_unread(const struct worker *c)
{
    return c->end.how == OUTCOME_INIT_ERROR ||
           (c->end.how != OUTCOME_PENDING && c->end.how != OUTCOME_TIMED_OUT &&
            c->slot.untouched);
}

bool worker_has_ended(const struct worker *c)
{
    return c->end.how != OUTCOME_PENDING && !process_awaits_details(&c->slot);
}
