/* hook_past.h - what a webhook's last request and deploy came to, since the
 * host's start, for who lists the webhooks. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_PAST_H
#define DAYFLY_HOST_HOOKS_HOOK_PAST_H

#include <jansson.h>
#include <stdbool.h>

struct hook_stats;

/* {"time", "result": a word of hook_result}; null: there was none. */
json_t *hook_past_request(const struct hook_stats *stats);
/* {"time" of its end, "result": "done" or "failed", "how": a part of a sentence
 * such as "failed with exit status 1"}; null: none has ended. */
json_t *hook_past_deploy(const struct hook_stats *stats);
/* A deploy ends now. */
void hook_past_note_deploy(struct hook_stats *stats, bool done,
                           const char *how);

#endif
