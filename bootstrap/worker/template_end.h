/* template_end.h - the ways in which a process stops being a template. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_END_H
#define DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_END_H

#include "bootstrap/worker/template.h"

/* The process goes on as an ordinary one; another template may be started. */
void template_hand_over(struct template *t);
/* The same, but after two such templates in a row there is none any more. */
void template_give_up(struct template *t);
/* As template_give_up(), and there is no template any more. */
void template_refuse(struct template *t, const char *reason);
/* Stops the process; another one may be started. */
void template_end(struct template *t);
/* It was copied, or could not be: stops it. After two in a row of which no copy
 * was made there is none any more. */
void template_lose(struct template *t, const struct error *why);
/* A copy that was made for an event has ended before it read anything of it.
 * The next template may do better; if not, there is none any more. */
void template_distrust(struct template *t);

#endif
