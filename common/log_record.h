/* log_record.h - the forms of one log record.
 *
 * Text: `<time> TAB <request id> TAB <LEVEL> TAB <message>`, as AWS's Node
 * runtime writes it. JSON: `timestamp, level, requestId, tenantId, message`
 * (runtime-api 5.2). Bytes that are not UTF-8 are replaced. */
#ifndef DAYFLY_COMMON_LOG_RECORD_H
#define DAYFLY_COMMON_LOG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

enum log_level {
    LEVEL_TRACE,
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_WARN,
    LEVEL_ERROR,
    LEVEL_FATAL,
};

enum {
    LOG_RECORD_MAX_BYTES = 1024 * 1024,
    LOG_RECORD_ID_SIZE = 256,
    /* Ahead of a record on the telemetry descriptor (runtime-api 5.3). */
    LOG_RECORD_HEAD_SIZE = 16,
};

/* How records are written, and whose they are. */
struct log_record_form {
    bool json;
    bool framed;        /* a head ahead, no line end behind */
    bool keep_newlines; /* line ends within a text record stay; else they become
                    CR, so that CloudWatch keeps one record in one event */
    bool raw_line; /* the message is a line that was written past any console */
    bool no_request; /* for the moment, whatever the ids say */
    char request_id[LOG_RECORD_ID_SIZE]; /* "": nobody's */
    char tenant_id[LOG_RECORD_ID_SIZE];
};

/* LEVEL_INFO for "INFO", in any case; false when the word (size bytes) names no
 * level. */
bool log_level_from_name(const char *word, size_t size, enum log_level *level);

/* Adds the record to `out`. A message that is a JSON object itself is passed on
 * as it is (its own `level` counts, requestId is added when it has none): in
 * JSON form any, in text form a written line, and one with an object `_aws`
 * (CloudWatch's embedded metric format). Records below `least` are left out:
 * true, and nothing is added. False when memory is short or the record passes
 * out's ceiling. */
bool log_record_add(struct buf *out, const struct log_record_form *form,
                    enum log_level level, enum log_level least,
                    const char *message, size_t size) MUST_CHECK;

#endif
