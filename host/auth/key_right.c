#include "host/auth/key_right.h"

#include <stdio.h>
#include <string.h>

#include "host/auth/access.h"
#include "host/auth/key_file.h"
#include "host/auth/refusal.h"

enum { QUEUE_SHOWN = 81 };

struct queue_search {
    const struct access_key *key;
    char first[QUEUE_SHOWN]; /* "": it names none */
    bool all;                /* the key is for each of them */
};

static void look_at(void *self, const char *queue)
{
    struct queue_search *search = self;

    if (!*search->first)
        (void)snprintf(search->first, sizeof search->first, "%s", queue);
    search->all =
        search->all && key_pattern_matches(search->key->queues, queue);
}

static struct queue_search queues_of(const struct key_right *right)
{
    struct queue_search search = {.key = right->key, .all = true};

    if (right->is_whole && right->access->each_queue)
        right->access->each_queue(right->req, look_at, &search);
    return search;
}

/* A key that is for some functions or queues does not list all. The names of
 * queues are known as soon as the body is. */
static bool is_for(const struct key_right *right)
{
    const struct access_key *key = right->key;

    if (!right->access->each_queue)
        return key_pattern_matches(key->functions, right->access->function);
    if (!strcmp(key->queues, KEY_ALL) || !strcmp(key->queues, KEY_NONE) ||
        !right->is_whole)
        return strcmp(key->queues, KEY_NONE) != 0;
    const struct queue_search search = queues_of(right);
    return *search.first && search.all;
}

static bool has_right(const struct key_right *right)
{
    const struct access *access = right->access;

    if (access->kind == ACCESS_ANY)
        return true;
    if (!is_for(right))
        return false;
    switch (right->key->role) {
    case KEY_READ:
        return access->kind == ACCESS_READ;
    case KEY_INVOKE:
        return access->kind == ACCESS_INVOKE;
    case KEY_ADMIN:
    default:
        return true;
    }
}

static void name_resource(const struct key_right *right,
                          char arn[FUNCTION_ARN_SIZE])
{
    const struct queue_search search = queues_of(right);

    (void)snprintf(arn, FUNCTION_ARN_SIZE, "*");
    if (*right->access->function)
        function_arn(arn, right->region, right->access->function, "");
    else if (*search.first)
        (void)snprintf(arn, FUNCTION_ARN_SIZE, "arn:aws:sqs:%s:000000000000:%s",
                       right->region, search.first);
}

bool key_right_check(const struct key_right *right, struct refusal *refusal)
{
    char arn[FUNCTION_ARN_SIZE];
    char operation[ACCESS_OPERATION_SIZE];

    if (has_right(right))
        return true;
    name_resource(right, arn);
    if (*right->access->operation)
        (void)snprintf(operation, sizeof operation, "%s",
                       right->access->operation);
    else
        (void)snprintf(operation, sizeof operation, "lambda:%s",
                       right->access->action);
    return refusal_set(
        refusal, SERVICE_ACCESS_DENIED,
        "User: arn:aws:iam::000000000000:user/%s is not authorized to perform: "
        "%s on resource: %s because no identity-based policy allows the %s "
        "action (the role of the key is %s, its functions are %s, its queues "
        "are %s)",
        right->key->id, operation, arn, operation,
        key_role_name(right->key->role), right->key->functions,
        right->key->queues);
}
