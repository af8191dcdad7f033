/* log_print.h - a kept line of a function's log, for a person or a program. */
#ifndef DAYFLY_HOST_LOGS_LOG_PRINT_H
#define DAYFLY_HOST_LOGS_LOG_PRINT_H

#include <jansson.h>
#include <stdbool.h>

struct log_print {
    bool json;    /* an object a line */
    bool colours; /* by level */
};

/* Prints an event of FilterLogEvents. False: standard output takes no more. */
bool log_print_event(const struct log_print *print, const json_t *event);
/* The version is in the name of the event's stream. */
bool log_print_is_of(const json_t *event, const char *version);

#endif
