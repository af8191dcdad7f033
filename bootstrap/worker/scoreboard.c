#include "bootstrap/worker/scoreboard.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

struct row {
    atomic_int pid;       /* 0: no process */
    atomic_ullong ticket; /* taken when it began to poll, counting up; 0: it
                             does not poll */
    atomic_bool had_event;
    atomic_bool busy; /* it has the event with this id */
    char request_id[SLOT_ID_SIZE];
};

struct scoreboard {
    size_t runtimes;
    size_t tokens;
    atomic_bool started;
    atomic_ullong tickets;
    atomic_uint holder[SPARES_MAX]; /* slot index + 1; 0: free */
    struct row rows[];
};

static size_t bytes_of(size_t runtimes)
{
    return sizeof(struct scoreboard) + runtimes * sizeof(struct row);
}

struct scoreboard *scoreboard_new(size_t runtimes, size_t tokens,
                                  struct error *err)
{
    struct scoreboard *board =
        mmap(NULL, bytes_of(runtimes), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (board == MAP_FAILED) {
        (void)error_set_errno(err, "no memory for %zu runtime processes",
                              runtimes);
        return NULL;
    }
    board->runtimes = runtimes;
    board->tokens = tokens;
    return board;
}

void scoreboard_free(struct scoreboard *board)
{
    if (board)
        (void)munmap(board, bytes_of(board->runtimes));
}

static void release_tokens(struct scoreboard *board, size_t index)
{
    for (size_t i = 0; i < board->tokens; i++) {
        unsigned holder = (unsigned)index + 1;
        (void)atomic_compare_exchange_strong(&board->holder[i], &holder, 0);
    }
}

void scoreboard_assign(struct scoreboard *board, size_t index, pid_t pid)
{
    struct row *row = &board->rows[index];

    atomic_store(&row->ticket, 0);
    atomic_store(&row->pid, pid);
    if (pid)
        atomic_store(&row->had_event, false);
    else
        release_tokens(board, index);
}

bool scoreboard_had_event(const struct scoreboard *board, size_t index)
{
    return atomic_load(&board->rows[index].had_event);
}

bool slot_is_first(const struct scoreboard_slot *slot)
{
    return slot->index == 0;
}

bool scoreboard_is_started(const struct scoreboard_slot *slot)
{
    return slot->board && atomic_load(&slot->board->started);
}

/* The signal cannot hit a stranger: only the supervisor reaps a runtime, and it
 * clears the pid before it does. */
static void wake(struct row *row)
{
    pid_t pid = atomic_load(&row->pid);

    if (pid > 0)
        (void)kill(pid, WAKE_SIGNAL);
}

void scoreboard_mark_started(const struct scoreboard_slot *slot)
{
    struct scoreboard *board = slot->board;

    if (!board || atomic_exchange(&board->started, true))
        return;
    for (size_t i = 0; i < board->runtimes; i++)
        if (i != slot->index)
            wake(&board->rows[i]);
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
    atomic_store(&row->had_event, true);
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

/* Fills in which slots hold a token. True: a token is free. */
static bool read_tokens(const struct scoreboard *board,
                        bool holds[CONCURRENCY_MAX])
{
    bool is_free = false;

    for (size_t i = 0; i < board->runtimes; i++)
        holds[i] = false;
    for (size_t i = 0; i < board->tokens; i++) {
        unsigned holder = atomic_load(&board->holder[i]);
        is_free |= holder == 0;
        if (holder > 0 && holder <= board->runtimes)
            holds[holder - 1] = true;
    }
    return is_free;
}

/* The slot that has polled longest without a token; board->runtimes: there is
 * none. */
static size_t longest_polling(const struct scoreboard *board,
                              const bool holds[CONCURRENCY_MAX])
{
    unsigned long long smallest = 0;
    size_t first = board->runtimes;

    for (size_t i = 0; i < board->runtimes; i++) {
        unsigned long long ticket = atomic_load(&board->rows[i].ticket);
        if (ticket == 0 || holds[i] || (smallest > 0 && ticket > smallest))
            continue;
        smallest = ticket;
        first = i;
    }
    return first;
}

static bool take_token(struct scoreboard *board, size_t index)
{
    for (size_t i = 0; i < board->tokens; i++) {
        unsigned free_token = 0;
        if (atomic_compare_exchange_strong(&board->holder[i], &free_token,
                                           (unsigned)index + 1))
            return true;
    }
    return false;
}

void slot_notify_next(const struct scoreboard_slot *slot)
{
    struct scoreboard *board = slot->board;
    bool holds[CONCURRENCY_MAX];

    if (!board || !read_tokens(board, holds))
        return;
    size_t first = longest_polling(board, holds);
    if (first < board->runtimes && first != slot->index)
        wake(&board->rows[first]);
}

bool slot_acquire_token(const struct scoreboard_slot *slot)
{
    struct scoreboard *board = slot->board;
    bool holds[CONCURRENCY_MAX];

    if (!board)
        return true;
    bool is_free = read_tokens(board, holds);
    if (holds[slot->index])
        return true;
    if (!is_free)
        return false;
    size_t first = longest_polling(board, holds);
    if (first < board->runtimes && first != slot->index) {
        wake(&board->rows[first]);
        return false;
    }
    bool taken = take_token(board, slot->index);
    slot_notify_next(slot);
    return taken;
}

void slot_release_token(const struct scoreboard_slot *slot)
{
    if (slot->board)
        release_tokens(slot->board, slot->index);
}
