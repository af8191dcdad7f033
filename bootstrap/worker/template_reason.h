/* template_reason.h - why processes are started, although they could be copies.
 */
#ifndef DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_REASON_H
#define DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_REASON_H

#include "bootstrap/worker/template.h"

/* What is known before a template is started; NULL: nothing is against it.
 * Finds t->library. */
const char *template_reason_against(struct template *t);
/* Stores the reason and logs it: as a warning if the user has asked for copies.
 */
void template_log_reason(struct template *t, const char *reason);

#endif
