/* hook_deploy.h - the commands by which a webhook brings a folder up to date:
 * one at a time, each in its function's folder. Requests that come while one
 * runs have one more together. What is due is in the store. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_DEPLOY_H
#define DAYFLY_HOST_HOOKS_HOOK_DEPLOY_H

#include <stdbool.h>

#include "common/error.h"

struct hook;
struct hooks;

void hook_deploy_open(struct hooks *hooks);
/* False: the store does not take it; err says why. */
bool hook_deploy_ask(struct hooks *hooks, struct hook *hook,
                     struct error *err) MUST_CHECK;
/* Begins what is due, if none runs. */
void hook_deploy_next(struct hooks *hooks);
/* Kills the one that runs. */
void hook_deploy_close(struct hooks *hooks);

#endif
