/* system_log.h - what the platform itself writes into the log of a function,
 * by the LoggingConfig of its configuration. A value; of zeros it is that of a
 * function without one. */
#ifndef DAYFLY_HOST_LOGBOOK_SYSTEM_LOG_H
#define DAYFLY_HOST_LOGBOOK_SYSTEM_LOG_H

#include <stdbool.h>

enum system_level {
    SYSTEM_LOG_DEBUG,
    SYSTEM_LOG_INFO,
    SYSTEM_LOG_WARN,
};

struct system_log {
    bool is_json; /* an object each; else lines of text, which have no level */
    enum system_level least; /* that is written in JSON */
};

/* From LogFormat and SystemLogLevel. "", or what AWS does not know: Text, and
 * INFO. */
void system_log_read(struct system_log *log, const char *format,
                     const char *level);
/* As SystemLogLevel says it. */
const char *system_log_level(const struct system_log *log);
/* A record of this level is written. */
bool system_log_takes(const struct system_log *log, enum system_level level);
/* A line of a log is such a record in JSON. */
bool system_log_is_record(const char *line);

#endif
