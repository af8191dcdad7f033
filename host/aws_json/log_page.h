/* log_page.h - a page of events, as JSON; and the tokens of positions. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_PAGE_H
#define DAYFLY_HOST_AWS_JSON_LOG_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "host/logbook/log_reader.h"

enum {
    LOG_PAGE_EVENTS = 10000,
    LOG_PAGE_BYTES = 1024 * 1024,      /* of the texts of a page */
    LOG_PAGE_SCAN_BYTES = 1024 * 1024, /* that a request reads */
    LOG_EVENT_BYTES = 26, /* that an event counts beside its text, as on AWS */
    LOG_TOKEN_SIZE = 40,
};

struct log_page {
    struct buf json;     /* the events, with commas between them */
    const json_t *names; /* of streams that callers have made
                          * (log_named_streams.h); borrowed, or NULL */
    size_t events;
    size_t bytes; /* of their texts */
};

#define LOG_PAGE                                                               \
    {                                                                          \
        .json = BUF(64 * 1024 * 1024)                                          \
    }

/* Appends an event, whose line begins at `at`. `filtered`: as FilterLogEvents
 * shows it. False: the page is full, and the event is not in it. */
bool log_page_add(struct log_page *page, const struct log_line *line,
                  struct log_position at, bool filtered) MUST_CHECK;

/* The name of the stream of a line. NULL: it was deleted. */
const char *log_page_stream(const json_t *names, const struct log_line *line,
                            char own[LOG_STREAM_SIZE]);

/* A token begins with a letter: which way it goes. */
void log_token_make(char text[LOG_TOKEN_SIZE], char way,
                    struct log_position position);
bool log_token_read(const char *text, const char *ways, char *way,
                    struct log_position *position);

#endif
