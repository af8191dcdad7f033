#include "bootstrap/event/outcome.h"

void outcome_set(struct outcome *outcome, enum outcome_kind kind, int code)
{
    if (outcome->kind != OUTCOME_PENDING)
        return;
    outcome->kind = kind;
    outcome->code = code;
}

void outcome_clear(struct outcome *outcome)
{
    outcome->kind = OUTCOME_PENDING;
    outcome->code = 0;
    outcome->why.text[0] = '\0';
    buf_clear(&outcome->error);
    buf_clear(&outcome->stream_header);
    buf_clear(&outcome->stderr_tail);
    outcome->elapsed_ms = 0;
    outcome->phase = PHASE_BOOT;
    outcome->state = '\0';
    outcome->event_unread = false;
    outcome->partial_frame_bytes = 0;
    outcome->usage = (struct process_usage){0};
    outcome->peak_kib = 0;
    outcome->residue.checked = false;
    outcome->oom_killed = false;
}

void outcome_free(struct outcome *outcome)
{
    buf_free(&outcome->error);
    buf_free(&outcome->stream_header);
    buf_free(&outcome->stderr_tail);
}
