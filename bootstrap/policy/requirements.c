#include "bootstrap/policy/requirements.h"

#include <string.h>

#include "bootstrap/launch/interpreter_flags.h"

static const char *const engines[] = {
    [ENGINE_NODE] = "node",     [ENGINE_DENO] = "deno", [ENGINE_BUN] = "bun",
    [ENGINE_PYTHON] = "python", [ENGINE_QJS] = "qjs",
};

static const char *engine_name(const struct handler *h)
{
    return h->bridged ? engines[h->engine] : "an executable";
}

static bool is_deno(const struct handler *h)
{
    return h->bridged && h->engine == ENGINE_DENO;
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

/* Deno knows hosts and no ports alone; the kernel knows ports and no hosts. */
static bool check_net(const struct grant *net, const struct handler *h,
                      struct error *err)
{
    const char *item;
    size_t host;
    unsigned port;

    for (size_t n = 0; (item = grant_item(net, n)); n++) {
        (void)!grant_port(item, &host, &port);
        if (is_deno(h) && host == 0)
            return error_set(err,
                             "\"permissions.net\": \"%s\" names no host, and "
                             "deno wants one, like \"example.com%s\"",
                             item, item);
        if (!is_deno(h) && (host > 0 || port == 0))
            return error_set(err,
                             "\"permissions.net\": \"%.200s\" names a host, "
                             "to which only deno can be held; write the port "
                             "alone, like \":443\"",
                             item);
    }
    return true;
}

/* To Deno a comma ends a path. */
static bool check_deno(const struct settings *s, const struct handler *h,
                       struct error *err)
{
    if (!is_deno(h))
        return true;
    if (interpreter_flags_grant_all(s->flags))
        return error_set(err,
                         "\"permissions\": deno takes these or the flag "
                         "--allow-all (-A), not both; remove one");
    if (s->scratch == SCRATCH_USED && strchr(s->tmpdir, ','))
        return error_set(err,
                         "\"permissions\": deno takes no comma in a path, and "
                         "TMPDIR is \"%.256s\"; set another",
                         s->tmpdir);
    if (strchr(h->root, ','))
        return error_set(err,
                         "\"permissions\": deno takes no comma in a path, and "
                         "the function's folder is \"%.256s\"; rename it",
                         h->root);
    return true;
}

/* What neither this interpreter nor any kernel has a word for. */
static bool check_known(const struct settings *s, const struct handler *h,
                        struct error *err)
{
    static const enum permission own[] = {PERMISSION_FFI, PERMISSION_SYS};

    for (size_t i = 0; i < COUNT(own); i++)
        if (s->permissions.grant[own[i]].kind != GRANT_NOTHING &&
            !interpreter_enforces(h, own[i]))
            return error_set(err,
                             "\"permissions.%s\" is nothing that %s knows; "
                             "remove it (%s)",
                             permission_names[own[i]], engine_name(h),
                             own[i] == PERMISSION_FFI ? "deno and node 20.12 do"
                                                      : "deno does");
    return check_deno(s, h, err) &&
           check_net(&s->permissions.grant[PERMISSION_NET], h, err);
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
        return features->has[FEATURE_PORTS] ||
               (g->kind == GRANT_NOTHING && features->has[FEATURE_SECCOMP]);
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
        return "no kernel can";
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
                   err, "\"required\": \"%s\" cannot be held for %s here: %s",
                   word, engine_name(h), why_not(features, (enum permission)p));
    if (word_at(limit_names, LIMIT_COUNT, word) < LIMIT_COUNT)
        return true;
    if (tier == FEATURE_NETWORK && !requirements_no_network(s))
        return error_set(err,
                         "\"required\": \"network\" is a network with "
                         "nothing in it, and this function is granted "
                         "another; set \"permissions\": {\"net\": false}");
    if (tier < FEATURE_COUNT)
        return features->has[tier] ||
               error_set(err, "\"required\": \"%s\" cannot be had here: %s",
                         word, features->missing_reason[tier]);
    return error_set(
        err,
        "\"required\" has the unknown word \"%.64s\"; it may "
        "name a permission, a limit, or one of `bootstrap --probe`: "
        "seccomp, scopes, files, ports, uid, namespaces, ipc, network, sealed",
        word);
}

bool requirements_check(const struct settings *s, const struct handler *h,
                        const struct sandbox_features *features,
                        struct log *log, struct error *err)
{
    size_t i;
    const json_t *item;

    if (s->permissions.restricted && !check_known(s, h, err))
        return false;
    json_array_foreach(s->required, i, item)
    {
        if (!check_required(s, h, features, json_string_value(item), err))
            return false;
    }
    for (int p = 0; s->permissions.restricted && p < PERMISSION_COUNT; p++)
        if (s->permissions.grant[p].listed &&
            !holds(s, h, features, (enum permission)p))
            log_printf(log, LEVEL_WARN,
                       "dayfly: \"permissions.%s\" is not held for %s here: %s",
                       permission_names[p], engine_name(h),
                       why_not(features, (enum permission)p));
    return true;
}

/* Below these an interpreter does not even start. */
static const struct {
    int64_t memory;
    int64_t data; /* the same, where there is no control group */
    int64_t processes;
    int64_t files;
} least[] = {
    [ENGINE_NODE] = {64, 64, 16, 32},  [ENGINE_DENO] = {96, 96, 24, 32},
    [ENGINE_BUN] = {64, 512, 16, 32},  [ENGINE_QJS] = {4, 4, 1, 16},
    [ENGINE_PYTHON] = {16, 32, 1, 16},
};

static bool check_least(const struct settings *s, const struct handler *h,
                        const bool held[LIMIT_COUNT], struct error *err)
{
    const int64_t needs[LIMIT_COUNT] = {
        [LIMIT_MEMORY] = held[LIMIT_MEMORY] ? least[h->engine].memory
                                            : least[h->engine].data,
        [LIMIT_PROCESSES] = least[h->engine].processes,
        [LIMIT_FILES] = least[h->engine].files,
    };

    for (int l = 0; h->bridged && l < LIMIT_COUNT; l++)
        if (s->limits.value[l] && s->limits.value[l] < needs[l])
            return error_set(err,
                             "\"limits.%s\": %s needs %lld%s at least to "
                             "start here",
                             limit_names[l], engine_name(h),
                             (long long)needs[l],
                             l == LIMIT_MEMORY ? " MB" : "");
    return true;
}

bool requirements_data(const struct handler *h)
{
    return !is_deno(h);
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

bool requirements_limits(const struct settings *s, const struct handler *h,
                         const bool held[LIMIT_COUNT], struct log *log,
                         struct error *err)
{
    static const enum limit grouped[] = {LIMIT_MEMORY, LIMIT_PROCESSES};
    static const char *const without[] = {
        [LIMIT_MEMORY] = "no control group can be made",
        [LIMIT_PROCESSES] =
            "no control group can be made, and it has no user "
            "of its own",
    };

    if (!check_least(s, h, held, err))
        return false;
    for (int l = 0; l < LIMIT_COUNT; l++)
        if (requirements_required(s, limit_names[l]) && !s->limits.value[l])
            return error_set(err,
                             "\"required\" has \"%s\", which \"limits\" does "
                             "not set",
                             limit_names[l]);
    for (size_t i = 0; i < COUNT(grouped); i++) {
        enum limit l = grouped[i];
        if (!s->limits.value[l] || held[l] ||
            (l == LIMIT_MEMORY && requirements_data(h)))
            continue;
        if (requirements_required(s, limit_names[l]))
            return error_set(err,
                             "\"required\": the limit \"%s\" cannot be held "
                             "for %s here: %s",
                             limit_names[l], engine_name(h), without[l]);
        log_printf(log, LEVEL_WARN,
                   "dayfly: \"limits.%s\" is not held for %s here: %s",
                   limit_names[l], engine_name(h), without[l]);
    }
    return true;
}
