/* hook_trial.h - a request to a webhook, signed as its sender would. */
#ifndef DAYFLY_HOST_TRIGGERS_HOOK_TRIAL_H
#define DAYFLY_HOST_TRIGGERS_HOOK_TRIAL_H

#include "host/client/api_target.h"
#include "host/hook_schemes/hook_kind.h"

struct hook_trial {
    const char *name; /* of the webhook */
    enum hook_kind kind;
    const char *file;  /* of the secrets, of which the first one signs */
    const char *event; /* of GitHub or GitLab; NULL: a push */
    const char *body;  /* or "@FILE"; NULL: a short one */
};

/* Prints the answer. Returns the exit status. */
int hook_trial_send(const struct hook_trial *trial,
                    const struct api_target *target);

#endif
