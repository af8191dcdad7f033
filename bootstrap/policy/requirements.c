#include "bootstrap/policy/requirements.h"

#include <string.h>

#include "bootstrap/launch/engines.h"
#include "bootstrap/launch/interpreter.h"

const char *requirements_program(const struct handler *h)
{
    return h->engine ? h->engine->name : "an executable";
}

static bool nets_by_host(const struct engine *e, enum permission p)
{
    (void)p;
    return e->net_by_host;
}

static bool enforces(const struct engine *e, enum permission p)
{
    return e->enforced_from[p] != 0;
}

/* The interpreters for which `match` is true: "node 20.12, deno". */
static const char *names_of(struct buf *text, enum permission p,
                            bool (*match)(const struct engine *e,
                                          enum permission p))
{
    for (size_t i = 0; engines[i]; i++) {
        unsigned from = engines[i]->enforced_from[p];
        if (!match(engines[i], p))
            continue;
        if (!buf_printf(text, "%s%s", text->size > 0 ? ", " : "",
                        engines[i]->name) ||
            (from > VERSION_ANY &&
             !buf_printf(text, " %u.%u", from / 100, from % 100)))
            break;
    }
    return text->size > 0 ? text->data : "no interpreter";
}

bool policy_is_ports_only(const struct settings *s)
{
    const struct grant *net = &s->permissions.grant[PERMISSION_NET];
    const char *item;
    size_t host;
    unsigned port;

    for (size_t n = 0; (item = grant_item(net, n)); n++)
        if (!grant_port(item, &host, &port) || port == 0)
            return false;
    return net->kind != GRANT_ALL;
}

bool requirements_no_network(const struct settings *s)
{
    return s->permissions.restricted &&
           s->permissions.grant[PERMISSION_NET].kind == GRANT_NOTHING;
}

/* An interpreter filters by host; the kernel filters by port. */
static bool check_net(const struct grant *net, const struct handler *h,
                      struct error *err)
{
    AUTO(struct buf, buf_free) names = BUF(512);
    bool by_host = h->engine && h->engine->net_by_host;
    const char *item;
    size_t host;
    unsigned port;

    for (size_t n = 0; (item = grant_item(net, n)); n++) {
        (void)!grant_port(item, &host, &port);
        if (by_host && host == 0)
            return error_set(err,
                             "\"permissions.net\": \"%s\" has no host, but %s "
                             "requires one, like \"example.com%s\"",
                             item, h->engine->name, item);
        if (!by_host && (host > 0 || port == 0))
            return error_set(
                err,
                "\"permissions.net\": \"%.200s\" has a host, but for %s only "
                "ports can be restricted; write a port, like \":443\" (%s can "
                "restrict hosts)",
                item, requirements_program(h),
                names_of(&names, PERMISSION_NET, nets_by_host));
    }
    return true;
}

/* Permissions that no kernel can restrict, and that the interpreter does not
 * support. */
static bool check_supported(const struct settings *s, const struct handler *h,
                            struct error *err)
{
    static const enum permission own[] = {PERMISSION_FFI, PERMISSION_SYS};
    AUTO(struct buf, buf_free) names = BUF(512);

    for (size_t i = 0; i < COUNT(own); i++)
        if (s->permissions.grant[own[i]].kind != GRANT_NOTHING &&
            !interpreter_enforces(h, own[i]))
            return error_set(
                err,
                "\"permissions.%s\" is not supported for %s; remove it "
                "(supported by %s)",
                permission_names[own[i]], requirements_program(h),
                names_of(&names, own[i], enforces));
    if (h->engine && h->engine->check_permissions &&
        !h->engine->check_permissions(h, s, err))
        return false;
    return check_net(&s->permissions.grant[PERMISSION_NET], h, err);
}

static bool holds(const struct settings *s, const struct handler *h,
                  const struct sandbox_features *features, enum permission p)
{
    const struct grant *g = &s->permissions.grant[p];

    if (g->kind == GRANT_ALL || interpreter_enforces(h, p))
        return true;
    switch (p) {
    case PERMISSION_READ:
    case PERMISSION_WRITE:
    case PERMISSION_RUN:
        return features->has[FEATURE_FILES];
    case PERMISSION_NET:
        return features->has[FEATURE_SECCOMP] &&
               (g->kind == GRANT_NOTHING || features->has[FEATURE_PORTS]);
    case PERMISSION_ENV:
        return true;
    case PERMISSION_FFI:
    case PERMISSION_SYS:
    case PERMISSION_COUNT:
        break;
    }
    return false;
}

static const char *why_not(const struct sandbox_features *features,
                           enum permission p)
{
    if (p == PERMISSION_FFI || p == PERMISSION_SYS)
        return "the kernel cannot restrict it";
    if (p == PERMISSION_NET)
        return features->missing_reason[FEATURE_PORTS];
    return features->missing_reason[FEATURE_FILES];
}

static int word_at(const char *const *words, int count, const char *word)
{
    int at = 0;

    while (at < count && strcmp(words[at], word) != 0)
        at++;
    return at;
}

static bool check_required(const struct settings *s, const struct handler *h,
                           const struct sandbox_features *features,
                           const char *word, struct error *err)
{
    int p = word_at(permission_names, PERMISSION_COUNT, word);
    int tier = word_at(tier_names, FEATURE_COUNT, word);

    if (p < PERMISSION_COUNT && !s->permissions.restricted)
        return error_set(err,
                         "\"required\" has \"%s\", but there are no "
                         "\"permissions\"",
                         word);
    if (p < PERMISSION_COUNT)
        return holds(s, h, features, (enum permission)p) ||
               error_set(
                   err,
                   "\"required\": \"%s\" cannot be enforced for %s here: %s",
                   word, requirements_program(h),
                   why_not(features, (enum permission)p));
    if (word_at(limit_names, LIMIT_COUNT, word) < LIMIT_COUNT)
        return true;
    if (tier == FEATURE_NETWORK && !requirements_no_network(s))
        return error_set(
            err,
            "\"required\": \"network\" is an empty network, "
            "but \"permissions.net\" grants this function "
            "network access; set \"permissions\": {\"net\": false}");
    if (tier < FEATURE_COUNT)
        return features->has[tier] ||
               error_set(err, "\"required\": \"%s\" is not available here: %s",
                         word, features->missing_reason[tier]);
    return error_set(
        err,
        "\"required\" has the unknown word \"%.64s\"; it may "
        "name a permission, a limit, or one of `bootstrap --probe`: "
        "seccomp, scopes, files, ports, uid, namespaces, ipc, mounts, network, "
        "sealed",
        word);
}

bool requirements_check(const struct settings *s, const struct handler *h,
                        const struct sandbox_features *features,
                        struct log *log, struct error *err)
{
    size_t i;
    const json_t *item;

    if (s->permissions.restricted && !check_supported(s, h, err))
        return false;
    json_array_foreach(s->required, i, item)
    {
        if (!check_required(s, h, features, json_string_value(item), err))
            return false;
    }
    for (int p = 0; s->permissions.restricted && p < PERMISSION_COUNT; p++)
        if (s->permissions.grant[p].listed &&
            !holds(s, h, features, (enum permission)p))
            log_printf(
                log, LEVEL_WARN,
                "dayfly: \"permissions.%s\" is not enforced for %s here: %s",
                permission_names[p], requirements_program(h),
                why_not(features, (enum permission)p));
    return true;
}

bool requirements_required(const struct settings *s, const char *word)
{
    size_t i;
    const json_t *item;

    json_array_foreach(s->required, i, item)
    {
        if (!strcmp(json_string_value(item), word))
            return true;
    }
    return false;
}
