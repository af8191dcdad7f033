/* trace_sender.h - one POST of spans after the other, by libcurl. All but
 * trace_sender_end_by() is for one thread. */
#ifndef DAYFLY_HOST_TRACING_TRACE_SENDER_H
#define DAYFLY_HOST_TRACING_TRACE_SENDER_H

#include <stdint.h>

#include "host/tracing/trace_settings.h"

struct trace_sender;

enum trace_answer {
    TRACE_TAKEN,
    TRACE_REFUSED, /* sending it again would not help */
    TRACE_AGAIN,
};

/* NULL: err says why: libcurl cannot do what the URL says, or memory is short.
 */
struct trace_sender *trace_sender_open(const struct trace_settings *settings,
                                       struct error *err);
/* Takes NULL. */
void trace_sender_close(struct trace_sender *sender);
/* `spans`: members of `resourceSpans` with commas between. */
enum trace_answer trace_sender_post(struct trace_sender *sender,
                                    const struct buf *spans, struct error *err);
/* From any thread: a request, now or later, is given up at this time. */
void trace_sender_end_by(struct trace_sender *sender, int64_t mono_ms);

#endif
