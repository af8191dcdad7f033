#include "bootstrap/worker/scoreboard.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

struct row {
    atomic_int pid;       /* 0: nobody */
    atomic_ullong ticket; /* since when it waits: the smallest is the longest;
                             0: it does not wait */
    atomic_bool given;
    atomic_bool busy; /* with the event of this id */
    char request_id[SLOT_ID_SIZE];
};

struct scoreboard {
    size_t lanes;
    size_t tokens;
    atomic_bool open;
    atomic_ullong tickets;
    atomic_uint holder[SPARES_MAX]; /* seat number + 1; 0: free */
    struct row rows[];
};

static size_t bytes_of(size_t lanes)
{
    return sizeof(struct scoreboard) + lanes * sizeof(struct row);
}

struct scoreboard *scoreboard_new(size_t lanes, size_t tokens, struct error *f)
{
    struct scoreboard *b = mmap(NULL, bytes_of(lanes), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (b == MAP_FAILED) {
        (void)error_set_errno(f, "no memory for %zu lanes", lanes);
        return NULL;
    }
    b->lanes = lanes;
    b->tokens = tokens;
    return b;
}

void scoreboard_free(struct scoreboard *b)
{
    if (b)
        (void)munmap(b, bytes_of(b->lanes));
}

static void give_back(struct scoreboard *b, size_t number)
{
    for (size_t i = 0; i < b->tokens; i++) {
        unsigned holder = (unsigned)number + 1;
        (void)atomic_compare_exchange_strong(&b->holder[i], &holder, 0);
    }
}

void scoreboard_assign(struct scoreboard *b, size_t number, pid_t pid)
{
    struct row *row = &b->rows[number];

    atomic_store(&row->ticket, 0);
    atomic_store(&row->pid, pid);
    if (pid)
        atomic_store(&row->given, false);
    else
        give_back(b, number);
}

bool scoreboard_had_event(const struct scoreboard *b, size_t number)
{
    return atomic_load(&b->rows[number].given);
}

bool slot_is_first(const struct scoreboard_slot *s)
{
    return s->number == 0;
}

bool scoreboard_is_started(const struct scoreboard_slot *s)
{
    return s->budget && atomic_load(&s->budget->open);
}

/* Between the look at the number and the signal a process would have to die, be
 * reaped, and its number be given out anew: the supervisor, who alone reaps,
 * clears the seat before it does. */
static void tell(struct row *row)
{
    pid_t pid = atomic_load(&row->pid);

    if (pid > 0)
        (void)kill(pid, WAKE_SIGNAL);
}

void scoreboard_mark_started(const struct scoreboard_slot *s)
{
    struct scoreboard *b = s->budget;

    if (!b || atomic_exchange(&b->open, true))
        return;
    for (size_t i = 0; i < b->lanes; i++)
        if (i != s->number)
            tell(&b->rows[i]);
}

void slot_set_polling(const struct scoreboard_slot *s)
{
    if (s->budget)
        atomic_store(&s->budget->rows[s->number].ticket,
                     atomic_fetch_add(&s->budget->tickets, 1) + 1);
}

void slot_set_busy(const struct scoreboard_slot *s, const char *request_id)
{
    size_t size = strlen(request_id);

    if (!s->budget)
        return;
    struct row *row = &s->budget->rows[s->number];
    atomic_store(&row->ticket, 0);
    atomic_store(&row->given, true);
    if (size >= sizeof row->request_id)
        return;
    memcpy(row->request_id, request_id, size + 1);
    atomic_store(&row->busy, true);
}

void slot_set_done(const struct scoreboard_slot *s)
{
    if (s->budget)
        atomic_store(&s->budget->rows[s->number].busy, false);
}

bool slot_orphaned_id(const struct scoreboard_slot *s,
                      char request_id[SLOT_ID_SIZE])
{
    if (!s->budget || !atomic_load(&s->budget->rows[s->number].busy))
        return false;
    memcpy(request_id, s->budget->rows[s->number].request_id, SLOT_ID_SIZE);
    return true;
}

bool slot_is_polling(const struct scoreboard_slot *s)
{
    return s->budget && atomic_load(&s->budget->rows[s->number].ticket) != 0;
}

/* Which seats hold a token. True: one is free. */
static bool look(const struct scoreboard *b, bool holds[CONCURRENCY_MAX])
{
    bool is_free = false;

    for (size_t i = 0; i < b->lanes; i++)
        holds[i] = false;
    for (size_t i = 0; i < b->tokens; i++) {
        unsigned holder = atomic_load(&b->holder[i]);
        is_free |= holder == 0;
        if (holder > 0 && holder <= b->lanes)
            holds[holder - 1] = true;
    }
    return is_free;
}

/* Who has waited longest without a token; the number of lanes: nobody does. */
static size_t first_in_line(const struct scoreboard *b,
                            const bool holds[CONCURRENCY_MAX])
{
    unsigned long long least = 0;
    size_t first = b->lanes;

    for (size_t i = 0; i < b->lanes; i++) {
        unsigned long long ticket = atomic_load(&b->rows[i].ticket);
        if (ticket == 0 || holds[i] || (least > 0 && ticket > least))
            continue;
        least = ticket;
        first = i;
    }
    return first;
}

static bool take(struct scoreboard *b, size_t number)
{
    for (size_t i = 0; i < b->tokens; i++) {
        unsigned nobody = 0;
        if (atomic_compare_exchange_strong(&b->holder[i], &nobody,
                                           (unsigned)number + 1))
            return true;
    }
    return false;
}

void slot_notify_next(const struct scoreboard_slot *s)
{
    struct scoreboard *b = s->budget;
    bool holds[CONCURRENCY_MAX];

    if (!b || !look(b, holds))
        return;
    size_t first = first_in_line(b, holds);
    if (first < b->lanes && first != s->number)
        tell(&b->rows[first]);
}

bool slot_acquire_token(const struct scoreboard_slot *s)
{
    struct scoreboard *b = s->budget;
    bool holds[CONCURRENCY_MAX];

    if (!b)
        return true;
    bool is_free = look(b, holds);
    if (holds[s->number])
        return true;
    if (!is_free)
        return false;
    size_t first = first_in_line(b, holds);
    if (first < b->lanes && first != s->number) {
        tell(&b->rows[first]);
        return false;
    }
    bool taken = take(b, s->number);
    slot_notify_next(s);
    return taken;
}

void slot_release_token(const struct scoreboard_slot *s)
{
    if (s->budget)
        give_back(s->budget, s->number);
}
