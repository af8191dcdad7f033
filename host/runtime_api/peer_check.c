#include "host/runtime_api/peer_check.h"

#include <stdio.h>
#include <string.h>

#include "host/runner/runner_executions.h"
#include "host/runner/runner_next.h"
#include "host/runtime/runtime_family.h"
#include "host/runtime_api/runtime_reply.h"

static void name_sender(const struct http_request *req, char *name, size_t size)
{
    struct peer_socket peer;
    long pid;

    if (http_request_is_private(req))
        (void)snprintf(name, size, "process %ld",
                       (long)http_request_process(req));
    else if (!http_request_find_peer(req, &peer))
        (void)snprintf(name, size, "a process that has ended");
    else if ((pid = process_of_socket(peer.inode)))
        (void)snprintf(name, size, "process %ld of user %u", pid, peer.user);
    else
        (void)snprintf(name, size, "a process of user %u", peer.user);
}

/* Once for each process: a stranger may try without end. */
static void log_refusal(struct runner *runner, const struct http_request *req)
{
    char sender[64];
    char line[400];

    if (runner->refusal_logged)
        return;
    runner->refusal_logged = true;
    name_sender(req, sender, sizeof sender);
    (void)snprintf(line, sizeof line,
                   "[WARN] dayfly: %s was refused at the Runtime API (%s "
                   "%.60s): it belongs to the runtime process %d and %s. If it "
                   "is part of the function, let the bootstrap start it",
                   sender, req->method, req->target, (int)runner->process.pid,
                   runner->uses_channel ? "its channel"
                                        : "the processes that this starts");
    runner_log(runner, NULL, line, strlen(line));
}

static bool refuse(struct runner *runner, struct http_request *req)
{
    if (!runner->ended)
        log_refusal(runner, req);
    runtime_reply_error(req, 403, "AccessDenied",
                        "The Runtime API serves only the runtime process of "
                        "the function");
    return false;
}

/* Its holder could be another process of the host's user that has read the door
 * while the bootstrap was started. */
static bool is_of_bootstrap(const struct runner *runner,
                            struct http_request *req)
{
    if (!http_request_is_trusted(req) && !runner->ended &&
        runtime_family_has(runner->process.pid, http_request_process(req)))
        http_request_trust(req);
    return runner->ended || http_request_is_trusted(req);
}

bool peer_came_right(struct runner *runner, struct http_request *req)
{
    if (!http_request_is_private(req))
        return !runner->uses_channel;
    if (!is_of_bootstrap(runner, req))
        return false;
    if (!runner->uses_channel)
        runner_release_next(runner); /* they came by TCP */
    runner->uses_channel = true;
    return true;
}

bool peer_check_way(struct runner *runner, struct http_request *req)
{
    return peer_came_right(runner, req) || refuse(runner, req);
}

bool peer_check_sender(struct runner *runner, struct http_request *req)
{
    struct peer_socket peer;

    if (http_request_is_trusted(req) ||
        (http_request_is_private(req) && peer_came_right(runner, req)))
        return true;
    if (!runner->process.pid || !http_request_find_peer(req, &peer) ||
        !runtime_family_holds(runner->process.pid, peer.inode, peer.user))
        return refuse(runner, req);
    http_request_trust(req);
    return true;
}

bool peer_has_left(const struct http_request *req)
{
    struct peer_socket peer;

    return !http_request_is_private(req) && !http_request_is_trusted(req) &&
           !http_request_find_peer(req, &peer);
}
