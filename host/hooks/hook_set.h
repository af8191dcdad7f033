/* hook_set.h - the list of webhooks in memory. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_SET_H
#define DAYFLY_HOST_HOOKS_HOOK_SET_H

#include "host/hooks/hooks.h"

/* NULL: there is none. */
struct hook *hook_set_find(const struct hooks *hooks, const char *name);
/* In the place of that with its name. Takes it. False: there are too many, or
 * memory is short. */
bool hook_set_add(struct hooks *hooks, struct hook *hook,
                  struct error *err) MUST_CHECK;
/* Frees one. */
void hook_set_drop(struct hooks *hooks, struct hook *hook);
/* The same, with its counters. */
void hook_set_forget(struct hooks *hooks, struct hook *hook);
/* A line of the log about a webhook. */
void hook_set_tell(const struct hooks *hooks, const char *name,
                   const char *what);

#endif
