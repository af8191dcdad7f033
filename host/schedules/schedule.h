/* schedule.h - one schedule: its document, and when it is due. The document has
 * the members of GetSchedule but for its ARN, and `dayfly`: {Id, Begin, Missed,
 * Token, Phase}. Begin is when it was made, in seconds since 1970; Phase is the
 * time from which a rate counts, if that is another.
 *
 * A target of a rule (host/rules) is a schedule, too: its group is
 * SCHEDULE_RULE_GROUP with the rule's name, which no group of the API can be.
 */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "host/cron/expression.h"
#include "host/cron/time_zone.h"

#define SCHEDULE_GROUP "default"
#define SCHEDULE_FOLDER_GROUP "dayfly.json" /* of those of served folders */
#define SCHEDULE_RULE_GROUP "rule/"         /* with a rule's name */

enum { SCHEDULE_NAME_MAX = 64, SCHEDULE_AGE_S = 24 * 60 * 60 };

/* What happens with times at which the host was down. */
enum schedule_missed {
    SCHEDULE_ONCE, /* the last one runs, the others do not */
    SCHEDULE_SKIP,
    SCHEDULE_ALL,
};

/* Since the host's start. */
struct schedule_counts {
    uint64_t fired;
    uint64_t skipped; /* the host was down */
    int64_t late_ms;  /* how long after its time the last event was made */
};

struct schedule {
    struct schedule *next;
    json_t *document;  /* owned */
    const char *group; /* of the document, as the next two */
    const char *name;
    const char *id;
    struct expression expression;
    struct time_zone *zone; /* owned */
    int64_t begin_s;        /* of a rate */
    int64_t first_s;        /* no time is before it */
    int64_t last_s;         /* nor after it */
    int64_t age_s; /* a time that is longer ago than that does not count */
    int64_t window_s;
    enum schedule_missed missed;
    bool enabled;
    bool deletes;     /* it is removed after its last time */
    bool from_folder; /* dayfly.json or a template has it */
    bool of_rule;     /* a rule has it, and keeps it */
    bool found;       /* for a search of the folders */
    bool ready;       /* due_s is known */
    int64_t due_s;    /* the next time; -1: there is none */
    unsigned pending; /* events that are on their way to the disk */
    struct schedule_counts counts;
};

/* Takes the document, which has been checked. NULL: err says why. */
struct schedule *schedule_new(json_t *document, struct error *err);
/* Takes NULL. */
void schedule_free(struct schedule *s);

/* Expression and zone of a document. False: err says what is wrong. */
bool schedule_check_times(const json_t *document, struct error *err) MUST_CHECK;
/* The first time after `after_s`; -1: there is none. */
int64_t schedule_next(const struct schedule *s, int64_t after_s);
/* Where the search for the first time of a new schedule begins. */
int64_t schedule_before_first(const struct schedule *s);
/* When the event of this time is due, in milliseconds: within the flexible
 * window, the same each time it is asked. */
int64_t schedule_fire_ms(const struct schedule *s, int64_t due_s);

enum { SCHEDULE_ARN_SIZE = 512 };
/* Of a target of a rule, the rule's. */
void schedule_arn(const struct schedule *s, const char *region,
                  char arn[SCHEDULE_ARN_SIZE]);

/* A text of the document; "": it is absent. */
const char *schedule_text(const json_t *document, const char *member);

#endif
