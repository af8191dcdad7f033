#include "bootstrap/event/event_trace.h"

#include "common/buf.h"
#include "common/clock.h"

static const char *const words[STEP_COUNT] = {
    [STEP_GIVEN] = "given",   [STEP_ENDED] = "ended",
    [STEP_POSTED] = "posted", [STEP_ANSWERED] = "answered",
    [STEP_ASKED] = "asked",   [STEP_EMPTY] = "empty",
    [STEP_READY] = "ready",
};

void trace_begin(struct trace *t)
{
    if (t->on)
        *t = (struct trace){.on = true, .arrived_us = clock_mono_us()};
}

void trace_mark(struct trace *t, enum step step)
{
    if (t->on && t->arrived_us != 0 && t->at_us[step] == 0)
        t->at_us[step] = clock_mono_us();
}

void trace_tell(const struct trace *t, struct log *log)
{
    AUTO(struct buf, buf_free) text = BUF(1024);
    bool ok = true;

    if (t->arrived_us == 0)
        return;
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (t->at_us[i] != 0)
            ok = ok && buf_printf(&text, " %s=%lld", words[i],
                                  (long long)(t->at_us[i] - t->arrived_us));
    if (ok)
        log_say(log, LEVEL_DEBUG, "dayfly: trace in us:%s", text.data);
}
