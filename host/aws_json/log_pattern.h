/* log_pattern.h - the filter patterns of CloudWatch Logs: terms that must all
 * be in a line, "phrases in quotes", ?one ?or ?another, -what must not be
 * there; and { $.member = value } for lines of JSON, with = != < <= > >=, &&
 * and ||. Pure. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_PATTERN_H
#define DAYFLY_HOST_AWS_JSON_LOG_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "host/aws_json/log_condition.h"
#include "host/logbook/log_line.h"

enum { LOG_PATTERN_MAX_BYTES = 1024, LOG_PATTERN_TERMS = 64 };

struct log_term {
    char sign; /* '?', '-', or ' ': required */
    const char *text;
    size_t size;
};

struct log_pattern {
    char text[LOG_PATTERN_MAX_BYTES + 1]; /* what the terms point into */
    struct log_term terms[LOG_PATTERN_TERMS];
    size_t count;
    struct log_conditions conditions; /* of a pattern of JSON */
};

/* NULL or only spaces: all lines match. False: it is no pattern that dayfly
 * knows. */
bool log_pattern_parse(struct log_pattern *pattern,
                       const char *text) MUST_CHECK;
/* Conditions look at what is printed, without the stamp of the text format. A
 * term that is the request id of the line is in the line. */
bool log_pattern_matches(const struct log_pattern *pattern,
                         const struct log_line *line);

#endif
