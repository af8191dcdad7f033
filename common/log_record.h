/* log_record.h - the formats of a log record.
 *
 * Text: `<time> TAB <request id> TAB <LEVEL> TAB <message>`. JSON: an object
 * with `timestamp, level, requestId, tenantId, message`. Both as AWS's Node.js
 * runtime writes them. A whole record has nothing before its message, as on
 * AWS. Bytes that are not UTF-8 become U+FFFD. */
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
    /* The header of a record on AWS's telemetry descriptor. */
    LOG_RECORD_HEAD_SIZE = 16,
};

/* How records are written, and to which request they belong. */
struct log_record_form {
    bool json;
    bool framed;     /* with a header, without a line end */
    bool for_people; /* text records are written as visible_text.h says, their
                        lines indented by a TAB; otherwise newlines become CR,
                        so that CloudWatch stores the record as one event */
    bool raw_line; /* the message was printed without the interpreter's console:
                      in text format it is whole */
    bool whole;    /* the function's logger has formatted the message */
    bool console;  /* without a request the id is `undefined`, as on AWS */
    bool many;     /* requests run side by side: a whole record is treated as a
                      message unless it has the id of its request */
    bool no_request; /* records belong to no request; the ids are ignored */
    char request_id[LOG_RECORD_ID_SIZE]; /* "": none */
    char tenant_id[LOG_RECORD_ID_SIZE];
};

/* Upper or lower case. False: the word is no level. */
bool log_level_from_name(const char *word, size_t size, enum log_level *level);

/* Appends the record to `out`. A message that is a JSON object already is kept
 * as it is; its `level` counts, and requestId is added if it has none. In text
 * format that holds only for objects with a member `_aws` (CloudWatch's
 * embedded metric format), and with `many` for raw lines. Returns true without
 * adding anything if the level is below `least`; false if memory is exhausted
 * or `out` is full. */
bool log_record_add(struct buf *out, const struct log_record_form *form,
                    enum log_level level, enum log_level least,
                    const char *message, size_t size) MUST_CHECK;

#endif
