/* template_rehearsal.h - which template rehearses with the function's sample
 * event.
 *
 * The first one does not, unless the platform freezes the sandbox between
 * events: its process is for the first event, which should not wait. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_REHEARSAL_H
#define DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_REHEARSAL_H

#include "bootstrap/launch/rehearsal.h"
#include "bootstrap/worker/template.h"

enum { REHEARSAL_MAX_MS = 10 * 1000 };

/* For a template that starts. event: REHEARSAL; stays empty if it does not
 * rehearse. Logs that the file is of no use. */
void template_read_rehearsal(struct template *t, struct buf *event);
/* It has not rehearsed, but another one would. */
bool template_lacks_rehearsal(const struct template *t);
/* If a template that is LOADING has ended by its rehearsal, or takes too long,
 * it is stopped and the next ones do not rehearse. */
void template_check_rehearsal(struct template *t);
/* For a new template: logs that a sample event is of no use, and why. */
void template_log_unrehearsed(const struct template *t);

#endif
