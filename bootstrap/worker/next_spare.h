/* next_spare.h - the start of the next spare of a worker_pair: by way of the
 * template if there is one, and within the limits of policy and scoreboard. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_NEXT_SPARE_H
#define DAYFLY_BOOTSTRAP_WORKER_NEXT_SPARE_H

#include "bootstrap/event/event_source.h"
#include "bootstrap/worker/worker_pair.h"

/* May it be started now, while another process may exist? */
bool next_spare_is_allowed(const struct worker_pair *pair);
/* Plans one even if the policy wants none: it shows whether the code starts. */
void next_spare_try(struct worker_pair *pair);
/* Starts it at pair->start_spare_ms. */
void next_spare_start_if_due(struct worker_pair *pair);
/* Handles what the template has done, and plans the spare when it is ready. */
void next_spare_follow_template(struct worker_pair *pair,
                                const struct poll_set *set);
/* The template has not been asked to be copied, and its process may take the
 * event instead. */
bool next_spare_is_template(const struct worker_pair *pair);
/* The template is loaded, and the first event can be served without copies. */
bool next_spare_may_wait(const struct worker_pair *pair);
/* Releases the scoreboard's token when there is no spare any more. */
void next_spare_release_token(struct worker_pair *pair);
/* An event has no process that waits for it, and a template will be ready
 * before another process could be. */
bool next_spare_is_near(struct worker_pair *pair);
/* When the processes of events load the handler, as far as is known now. */
enum code_load next_spare_loads(const struct worker_pair *pair);

#endif
