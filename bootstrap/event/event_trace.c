#include "bootstrap/event/event_trace.h"

#include "common/buf.h"
#include "common/clock.h"

static const char *const words[TRACE_STEP_COUNT] = {
    [TRACE_STEP_GIVEN] = "given",   [TRACE_STEP_ENDED] = "ended",
    [TRACE_STEP_POSTED] = "posted", [TRACE_STEP_ANSWERED] = "answered",
    [TRACE_STEP_ASKED] = "asked",   [TRACE_STEP_EMPTY] = "empty",
    [TRACE_STEP_READY] = "ready",
};

void event_trace_begin(struct event_trace *trace)
{
    if (trace->on)
        *trace =
            (struct event_trace){.on = true, .received_us = clock_mono_us()};
}

void event_trace_mark(struct event_trace *trace, enum trace_step step)
{
    if (trace->on && trace->received_us != 0 && trace->at_us[step] == 0)
        trace->at_us[step] = clock_mono_us();
}

void event_trace_log(const struct event_trace *trace, struct log *log)
{
    AUTO(struct buf, buf_free) text = BUF(1024);
    bool ok = true;

    if (trace->received_us == 0)
        return;
    for (size_t i = 0; i < TRACE_STEP_COUNT; i++)
        if (trace->at_us[i] != 0)
            ok = ok &&
                 buf_printf(&text, " %s=%lld", words[i],
                            (long long)(trace->at_us[i] - trace->received_us));
    if (ok)
        log_printf(log, LEVEL_DEBUG, "dayfly: trace in us:%s", text.data);
}
