#include "bootstrap/worker/worker.h"

#include <unistd.h>

#include "bootstrap/process/bridge_hello.h"

void child_init(struct child *c, const struct kind *kind, struct log *log)
{
    c->kind = kind;
    c->said = (struct body)BODY(PAYLOAD_MOST_BYTES + 64 * 1024);
    c->end = (struct ending)ENDING;
    c->birth = (struct buf)BUF(COMMAND_MOST_BYTES);
    c->line = (struct buf)BUF(1024 * 1024);
    c->served = 0;
    c->place = 0;
    c->folder = (struct scratch_folder){.in = NULL};
    c->grounded = false;
    c->walls = NULL;
    slot_init(&c->slot, log, &c->said, &c->end);
    c->slot.folder = &c->folder;
    c->residue.use = RESIDUE_OFF;
    c->slot.residue = &c->residue;
}

void child_pair(struct child *a, struct child *b)
{
    a->slot.other = &b->slot;
    b->slot.other = &a->slot;
    b->place = 1;
}

void child_free(struct child *c)
{
    buf_free(&c->said.bytes);
    buf_free(&c->end.error);
    buf_free(&c->end.opened);
    buf_free(&c->end.tail);
    buf_free(&c->birth);
    buf_free(&c->line);
    slot_free(&c->slot);
}

static void forget_event(struct child *c)
{
    struct ending *end = &c->end;

    body_clear(&c->said);
    c->said.live = false;
    end->how = ENDED_NOT;
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
    end->toll = (struct toll){0};
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
static void give_folder_back(struct child *c)
{
    struct fault why = FAULT_NONE;

    c->grounded = false;
    (void)!scratch_remove(&c->folder, 0, &why);
}

/* What a process needs that knows nothing of its event. */
static bool lay_ground(struct child *c, struct fault *f)
{
    const struct kind *kind = c->kind;

    c->grounded = c->grounded || (scratch_make(&c->folder, kind->scratch, f) &&
                                  confine_walls(kind->confine, c->place,
                                                c->folder.path, &c->walls, f));
    if (!c->grounded)
        give_folder_back(c);
    if (kind->scratch && kind->scratch->disturbed)
        log_say(c->slot.log, LEVEL_WARN,
                "dayfly: Dayfly.Tampered: a handler has moved the folder that "
                "holds the private folders, or put something into it; it is "
                "mended");
    if (kind->scratch)
        kind->scratch->disturbed = false;
    return c->grounded;
}

void child_lay_ground(struct child *c)
{
    struct fault why = FAULT_NONE;

    if (c->slot.state == SLOT_EMPTY)
        (void)!lay_ground(c, &why);
}

/* inv NULL: none yet. */
static bool prepare(struct child *c, const struct invocation *inv,
                    bool thorough)
{
    const struct kind *kind = c->kind;
    struct fault *f = &c->end.why;

    bool bridged = kind->handler->bridged;

    if (!lay_ground(c, f) ||
        !environment_make(kind->environment, c->folder.path,
                          bridged ? NULL : inv, f) ||
        !command_for(kind->command, kind->handler, kind->settings,
                     c->folder.path, f))
        return false;
    return !bridged || (hello_nonce(c->nonce, f) &&
                        hello_birth(&c->birth, kind->handler, kind->settings,
                                    c->nonce, thorough, f));
}

static void start(struct child *c, const struct invocation *inv, bool thorough)
{
    const struct kind *kind = c->kind;
    bool bridged = kind->handler->bridged;

    forget_event(c);
    buf_clear(&c->birth);
    c->served = 0;
    if (!prepare(c, inv, thorough)) {
        c->end.how = ENDED_NO_MEANS;
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
    struct slot_work work = {.program = &program,
                             .group = c->walls ? c->walls->group : NULL,
                             .nonce = bridged ? c->nonce : NULL,
                             .feed = &birth,
                             .feed_count = bridged ? 1 : 0};

    scratch_used(&c->folder);
    residue_begin(&c->residue, kind->settings,
                  c->walls && c->walls->uid ? c->walls->uid : geteuid());
    slot_start(&c->slot, &work);
    c->grounded = false;
    if (c->slot.state == SLOT_EMPTY)
        give_folder_back(c);
}

void child_wait(struct child *c, bool thorough)
{
    start(c, NULL, thorough);
}

void child_give(struct child *c, const struct invocation *inv)
{
    enum output output = c->kind->settings->output;
    bool bridged = c->kind->handler->bridged;

    c->served++;
    if (bridged && !hello_event(&c->line, inv, &c->end.why)) {
        c->end.how = ENDED_NO_MEANS;
        return;
    }
    const struct iovec feed[] = {piece(&c->line), piece(&inv->event)};
    c->said.live =
        !bridged && (output == OUTPUT_STREAM || output == OUTPUT_STREAM_HTTP);
    c->slot.margin_ms = inv->begun_ms + inv->limit_ms - inv->stop_ms;
    slot_give(&c->slot, feed, COUNT(feed), inv->stop_ms);
}

void child_begin(struct child *c, const struct invocation *inv)
{
    start(c, inv, false);
    if (c->end.how == ENDED_NOT)
        child_give(c, inv);
}

void child_rest(struct child *c)
{
    slot_rest(&c->slot);
    forget_event(c);
}

bool child_waits(const struct child *c)
{
    return c->slot.state == SLOT_RUNNING && !c->slot.busy &&
           c->end.how == ENDED_NOT;
}

bool child_ready(const struct child *c)
{
    return child_waits(c) &&
           (c->slot.pipes.hearing.ready || !c->kind->handler->bridged);
}

bool child_missed(const struct child *c)
{
    return c->end.how == ENDED_INIT_ERROR ||
           (c->end.how != ENDED_NOT && c->end.how != ENDED_LATE &&
            c->slot.untouched);
}

bool child_ended(const struct child *c)
{
    return c->end.how != ENDED_NOT && !slot_owes(&c->slot);
}
