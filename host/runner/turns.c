#include "host/runner/turns.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum {
    CALL_MS = 50,    /* a turn of a call lasts, at most */
    START_MS = 2000, /* that of a start */
    RESTED_MS = 100,
    LOOK_AGAIN_MS = 2, /* whether a CPU is idle */
};

/* The host itself runs now. What has begun meanwhile may not run yet: one
 * function at a time goes by it. */
static bool is_a_cpu_idle(struct turns *turns)
{
    char text[128];
    int64_t now = clock_mono_ms();

    if (now == turns->looked_ms)
        return false;
    turns->looked_ms = now;
    ssize_t size = turns->load_file >= 0
                       ? pread(turns->load_file, text, sizeof text - 1, 0)
                       : -1;

    if (size <= 0)
        return false;
    text[size] = '\0';
    /* "0.20 0.18 0.12 RUNNING/ALL LAST" */
    const char *at = text;
    for (int word = 0; at && word < 3; word++)
        at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL;
    unsigned long running = at ? strtoul(at, NULL, 10) : ULONG_MAX;
    return running <= 1 || running < turns->cpus;
}

static unsigned count(const struct turns *turns, enum turn_kind kind)
{
    int64_t now = clock_mono_ms();
    unsigned held = 0;

    for (const struct turn *turn = turns->held; turn; turn = turn->next)
        held += turn->kind == kind && turn->until_ms > now ? 1 : 0;
    return held;
}

/* No other function has a turn or waits for one. */
static bool is_alone(const struct turns *turns, const struct turn_place *place)
{
    const struct turn *turn = turns->held;

    if (turns->waiting && (turns->waiting != place || place->next))
        return false;
    while (turn && turn->place == place)
        turn = turn->next;
    return !turn;
}

static void end_those_over(struct turns *turns)
{
    int64_t now = clock_mono_ms();

    for (struct turn **at = &turns->held; *at;) {
        struct turn *turn = *at;
        if (turn->until_ms > now) {
            at = &turn->next;
            continue;
        }
        *at = turn->next;
        turn->until_ms = 0;
    }
}

static void note_turn(struct turns *turns, struct turn_place *place)
{
    if (place->had < turns->fewest)
        place->had = turns->fewest;
    turns->fewest = place->had++;
    place->last_ms = clock_mono_ms();
}

static void join(struct turns *turns, struct turn_place *place,
                 enum turn_kind kind)
{
    struct turn_place **at = &turns->waiting;

    if (place->had < turns->fewest)
        place->had = turns->fewest;
    while (*at && (*at)->had <= place->had)
        at = &(*at)->next;
    place->next = *at;
    *at = place;
    place->waits = true;
    place->kind = kind;
}

bool turns_may_begin(struct turns *turns, struct turn_place *place,
                     enum turn_kind kind)
{
    if (turns->granted == place) {
        turns->granted = NULL;
        note_turn(turns, place);
        return true;
    }
    if (place->waits)
        return false;
    unsigned held = count(turns, kind);
    bool has_rested = clock_mono_ms() - place->last_ms >= RESTED_MS;
    if ((held < turns->most && !turns->waiting) ||
        (held < 2 * turns->most && has_rested) || is_alone(turns, place) ||
        is_a_cpu_idle(turns)) {
        note_turn(turns, place);
        return true;
    }
    join(turns, place, kind);
    return false;
}

void turns_leave(struct turns *turns, struct turn_place *place)
{
    struct turn_place **at = &turns->waiting;

    while (*at && *at != place)
        at = &(*at)->next;
    if (*at)
        *at = place->next;
    place->waits = false;
}

void turns_hold(struct turns *turns, struct turn *turn,
                const struct turn_place *place, enum turn_kind kind)
{
    if (!turn->until_ms) {
        turn->next = turns->held;
        turns->held = turn;
    }
    turn->place = place;
    turn->kind = kind;
    turn->until_ms =
        clock_mono_ms() + (kind == TURN_START ? START_MS : CALL_MS);
}

void turns_end(struct turns *turns, struct turn *turn)
{
    struct turn **at = &turns->held;

    while (*at && *at != turn)
        at = &(*at)->next;
    if (*at)
        *at = turn->next;
    turn->until_ms = 0;
}

/* The first in the line for whose kind there is a turn. */
static struct turn_place *next_place(const struct turns *turns)
{
    bool has[TURN_KINDS] = {count(turns, TURN_CALL) < turns->most,
                            count(turns, TURN_START) < turns->most};
    struct turn_place *place = turns->waiting;

    if (place && is_alone(turns, place))
        return place;
    while (place && !has[place->kind])
        place = place->next;
    return place;
}

static void grant(struct turns *turns, struct turn_place *place)
{
    turns_leave(turns, place);
    turns->granted = place;
    place->on_turn(place->self);
    turns->granted = NULL;
}

static int64_t look(void *self)
{
    struct turns *turns = self;
    struct turn_place *place;

    end_those_over(turns);
    while ((place = next_place(turns)))
        grant(turns, place);
    if (turns->waiting && is_a_cpu_idle(turns))
        grant(turns, turns->waiting);
    return turns->waiting ? LOOK_AGAIN_MS : -1;
}

void turns_open(struct turns *turns, struct event_loop *loop)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    *turns = (struct turns){.hook = {.run = look, .self = turns}};
    turns->cpus = cpus > 0 ? (unsigned)cpus : 1;
    turns->most = turns->cpus + 1; /* for one, the host works */
    turns->load_file = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
    event_loop_add_hook(loop, &turns->hook);
}

void turns_close(struct turns *turns)
{
    if (turns->hook.run)
        fd_close(&turns->load_file);
}
