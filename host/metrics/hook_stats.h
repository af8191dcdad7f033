/* hook_stats.h - the counters of the webhooks, from the host's start on. */
#ifndef DAYFLY_HOST_METRICS_HOOK_STATS_H
#define DAYFLY_HOST_METRICS_HOOK_STATS_H

#include <stdbool.h>
#include <stdint.h>

enum hook_result {
    HOOK_RESULT_ACCEPTED, /* it is an event, on the disk */
    HOOK_RESULT_REPEATED, /* the delivery was taken before */
    HOOK_RESULT_DEPLOY,   /* the command will run */
    HOOK_RESULT_ANSWERED, /* a greeting */
    HOOK_RESULT_REFUSED,  /* its signature, its time or its size */
    HOOK_RESULT_FAILED,   /* it was signed, and could not be taken */
    HOOK_RESULTS,
};

enum { HOOK_STATS_NAME_SIZE = 65, HOOK_STATS_HOW_SIZE = 200 };

struct hook_stats {
    struct hook_stats *next;
    char name[HOOK_STATS_NAME_SIZE];
    uint64_t results[HOOK_RESULTS];
    uint64_t deploys_done;
    uint64_t deploys_failed;
    /* Of the last deploy that ended: when, by the wall clock (0: none has), and
     * how, as a part of a sentence. */
    int64_t deployed_ms;
    bool deployed_well;
    char deployed_how[HOOK_STATS_HOW_SIZE];
    int64_t last_ms; /* of the last request, by the wall clock; 0: none */
    enum hook_result last;
};

const char *hook_result_word(enum hook_result result);
void hook_stats_count(struct hook_stats *stats, enum hook_result result,
                      int64_t now_ms);
/* Those of this name, made if there are none. NULL: out of memory. */
struct hook_stats *hook_stats_take(struct hook_stats **list, const char *name);
void hook_stats_remove(struct hook_stats **list, const char *name);
void hook_stats_clear(struct hook_stats **list);

#endif
