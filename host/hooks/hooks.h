/* hooks.h - the webhooks of the host: each signed request to one becomes an
 * event of its function, or deploys its folder. */
#ifndef DAYFLY_HOST_HOOKS_HOOKS_H
#define DAYFLY_HOST_HOOKS_HOOKS_H

#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/base/command_output.h"
#include "host/base/event_loop.h"
#include "host/build/program_build.h"
#include "host/hooks/hook.h"

struct dispatcher;
struct events;
struct log_writer;
struct seal;
struct store;

enum { HOOKS_MAX = 1000 };

struct hooks {
    struct hook *list; /* owned */
    size_t count;
    struct store *store; /* borrowed, as the next */
    const struct seal *seal;
    struct events *events;
    struct dispatcher *dispatcher;
    struct event_loop *loop;
    struct log_writer *log;
    unsigned searched;   /* the registry's changes then */
    int64_t searched_ms; /* when all folders were read last, for a hook that
                            is not there; monotonic */
    struct loop_hook hook;
    struct program_build command;      /* the deploy that runs */
    char deploying[HOOK_NAME_MAX + 1]; /* whose it is */
    struct command_output output;      /* of it */
    bool stopping;
};

/* Reads the webhooks of the store and of the folders, and goes on with deploys
 * that were not complete. False: err says why; hooks_close is due all the same.
 */
bool hooks_open(struct hooks *hooks, const struct hooks *parts,
                struct error *err) MUST_CHECK;
/* No deploy begins any more; the one that runs is ended, and begins again with
 * the next host. */
void hooks_stop(struct hooks *hooks);
void hooks_close(struct hooks *hooks);

/* NULL: there is none. */
struct hook *hooks_find(const struct hooks *hooks, const char *name);
/* As the folders are now, if that is cheap: those of a webhook that is there
 * are read, all others once a second at most. */
struct hook *hooks_current(struct hooks *hooks, const char *name);
/* All folders are read. */
void hooks_refresh(struct hooks *hooks);
/* Stores one of the API in the place of that with its name, if there is one.
 * Takes it. False: err says why, and nothing has changed. */
bool hooks_put(struct hooks *hooks, struct hook *hook,
               struct error *err) MUST_CHECK;
bool hooks_remove(struct hooks *hooks, struct hook *hook,
                  struct error *err) MUST_CHECK;

#endif
