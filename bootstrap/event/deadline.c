#include "bootstrap/event/deadline.h"

enum {
    MARGIN_MIN_MS = 50,
    MARGIN_MAX_MS = 500,
    GIVE_UP_AFTER_MS = 500,
    TRANSFER_MIN_MS = 2000,
};

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    if (value < least)
        return least;
    return value > most ? most : value;
}

static int64_t margin_of(int64_t limit_ms)
{
    int64_t margin = clamp(limit_ms / 100, MARGIN_MIN_MS, MARGIN_MAX_MS);

    return margin < limit_ms / 2 ? margin : limit_ms / 2;
}

struct deadline deadline_make(int64_t now_ms, int64_t limit_ms)
{
    int64_t limit = clamp(limit_ms, 0, DEADLINE_LIMIT_MAX_MS);
    int64_t margin = margin_of(limit);
    int64_t term_ms = now_ms + limit - margin;

    return (struct deadline){
        .term_ms = term_ms,
        .kill_ms = term_ms + margin / 2,
        .respond_ms = term_ms + margin / 2 + margin / 4,
        .give_up_ms = now_ms + limit + GIVE_UP_AFTER_MS,
    };
}

void deadline_term_sent(struct deadline *deadline, int64_t now_ms)
{
    int64_t delay_ms = now_ms - deadline->term_ms;

    deadline->kill_ms += delay_ms;
    deadline->respond_ms += delay_ms;
}

int64_t deadline_transfer_end_ms(const struct deadline *deadline,
                                 int64_t now_ms)
{
    if (deadline->give_up_ms == 0)
        return 0;
    return clamp(deadline->give_up_ms, now_ms + TRANSFER_MIN_MS, INT64_MAX);
}
