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

struct scoreboard *scoreboard_new(size_t lanes, size_t tokens,
                                  struct error *err)
{
    struct scoreboard *board =
        mmap(NULL, bytes_of(lanes), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (board == MAP_FAILED) {
        (void)error_set_errno(err, "no memory for %zu lanes", lanes);
        return NULL;
    }
    board->lanes = lanes;
    board->tokens = tokens;
    return board;
}

void scoreboard_free(struct scoreboard *board)
{
    if (board)
        (void)munmap(board, bytes_of(board->lanes));
}

static void give_back(struct scoreboard *board, size_t number)
{
    for (size_t i = 0; i < board->tokens; i++) {
        unsigned holder = (unsigned)number + 1;
        (void)atomic_compare_exchange_strong(&board->holder[i], &holder, 0);
    }
}

void scoreboard_assign(struct scoreboard *board, size_t number, pid_t pid)
{
    struct row *row = &board->rows[number];

    atomic_store(&row->ticket, 0);
    atomic_store(&row->pid, pid);
    if (pid)
        atomic_store(&row->given, false);
    else
        give_back(board, number);
}

bool scoreboard_had_event(const struct scoreboard *board, size_t number)
{
    return atomic_load(&board->rows[number].given);
}

bool slot_is_first(const struct scoreboard_slot *slot)
{
    return slot->index == 0;
}

bool scoreboard_is_started(const struct scoreboard_slot *slot)
{
    return slot->board && atomic_load(&slot->board->open);
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

void scoreboard_mark_started(const struct scoreboard_slot *slot)
{
    struct scoreboard *board = slot->board;

    if (!board || atomic_exchange(&board->open, true))
        return;
    for (size_t i = 0; i < board->lanes; i++)
        if (i != slot->index)
            tell(&board->rows[i]);
}

void slot_set_polling(const struct scoreboard_slot *slot)
{
    if (slot->board)
        atomic_store(&slot->board->rows[slot->index].ticket,
                     atomic_fetch_add(&slot->board->tickets, 1) + 1);
}

void slot_set_busy(const struct scoreboard_slot *slot, const char *request_id)
{
    size_t size = strlen(request_id);

    if (!slot->board)
        return;
    struct row *row = &slot->board->rows[slot->index];
    atomic_store(&row->ticket, 0);
    atomic_store(&row->given, true);
    if (size >= sizeof row->request_id)
        return;
    memcpy(row->request_id, request_id, size + 1);
    atomic_store(&row->busy, true);
}

void slot_set_done(const struct scoreboard_slot *slot)
{
    if (slot->board)
        atomic_store(&slot->board->rows[slot->index].busy, false);
}

bool slot_orphaned_id(const struct scoreboard_slot *slot,
                      char request_id[SLOT_ID_SIZE])
{
    if (!slot->board || !atomic_load(&slot->board->rows[slot->index].busy))
        return false;
    memcpy(request_id, slot->board->rows[slot->index].request_id, SLOT_ID_SIZE);
    return true;
}

bool slot_is_polling(const struct scoreboard_slot *slot)
{
    return slot->board &&
           atomic_load(&slot->board->rows[slot->index].ticket) != 0;
}

/* Which seats hold a token. True: one is free. */
static bool look(const struct scoreboard *board, bool holds[CONCURRENCY_MAX])
{
    bool is_free = false;

    for (size_t i = 0; i < board->lanes; i++)
        holds[i] = false;
    for (size_t i = 0; i < board->tokens; i++) {
        unsigned holder = atomic_load(&board->holder[i]);
        is_free |= holder == 0;
        if (holder > 0 && holder <= board->lanes)
            holds[holder - 1] = true;
    }
    return is_free;
}

/* Who has waited longest without a token; the number of lanes: nobody does. */
static size_t first_in_line(const struct scoreboard *board,
                            const bool holds[CONCURRENCY_MAX])
{
    unsigned long long least = 0;
    size_t first = board->lanes;

    for (size_t i = 0; i < board->lanes; i++) {
        unsigned long long ticket = atomic_load(&board->rows[i].ticket);
        if (ticket == 0 || holds[i] || (least > 0 && ticket > least))
            continue;
        least = ticket;
        first = i;
    }
    return first;
}

static bool take(struct scoreboard *board, size_t number)
{
    for (size_t i = 0; i < board->tokens; i++) {
        unsigned nobody = 0;
        if (atomic_compare_exchange_strong(&board->holder[i], &nobody,
                                           (unsigned)number + 1))
            return true;
    }
    return false;
}

void slot_notify_next(const struct scoreboard_slot *slot)
{
    struct scoreboard *board = slot->board;
    bool holds[CONCURRENCY_MAX];

    if (!board || !look(board, holds))
        return;
    size_t first = first_in_line(board, holds);
    if (first < board->lanes && first != slot->index)
        tell(&board->rows[first]);
}

bool slot_acquire_token(const struct scoreboard_slot *slot)
{
    struct scoreboard *board = slot->board;
    bool holds[CONCURRENCY_MAX];

    if (!board)
        return true;
    bool is_free = look(board, holds);
    if (holds[slot->index])
        return true;
    if (!is_free)
        return false;
    size_t first = first_in_line(board, holds);
    if (first < board->lanes && first != slot->index) {
        tell(&board->rows[first]);
        return false;
    }
    bool taken = take(board, slot->index);
    slot_notify_next(slot);
    return taken;
}

void slot_release_token(const struct scoreboard_slot *slot)
{
    if (slot->board)
        give_back(slot->board, slot->index);
}
