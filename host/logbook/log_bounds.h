/* log_bounds.h - how much of the logs is kept, and for how long. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_BOUNDS_H
#define DAYFLY_HOST_LOGBOOK_LOG_BOUNDS_H

struct log_group;

enum {
    LOGBOOK_DEFAULT_MB = 50,
    LOGBOOK_MAX_MB = 4096,
    LOGBOOK_DEFAULT_DAYS = 14,
    LOGBOOK_MAX_DAYS = 3650,
    LOGBOOK_TIMES = 20, /* all functions may have so often what one may */
};

struct log_limits {
    unsigned mb;   /* of a function; 0: nothing is kept */
    unsigned days; /* a line is kept */
};

/* Removes what one function has too much, and what is too old. */
void log_bounds_group(const struct log_limits *limits, struct log_group *group);
/* Removes the oldest of what all have together too much. */
void log_bounds_all(const struct log_limits *limits, struct log_group *groups);

#endif
