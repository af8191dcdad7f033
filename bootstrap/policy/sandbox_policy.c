#include "bootstrap/policy/sandbox_policy.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sched.h>

#include "bootstrap/launch/engine.h"
#include "bootstrap/launch/interpreter_version.h"
#include "bootstrap/policy/function_user.h"
#include "bootstrap/policy/name_servers.h"
#include "bootstrap/policy/read_only_mounts.h"
#include "bootstrap/policy/requirements.h"
#include "bootstrap/policy/sealed_program.h"
#include "bootstrap/policy/writable_paths.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/fd.h"

bool sandbox_policy_read_interpreter(struct handler *h,
                                     const struct settings *s, struct error *f)
{
    bool needed = s->permissions.restricted && h->engine &&
                  engine_needs_version(h->engine);
    struct error why = ERROR_NONE;

    h->version = 0;
    h->version_text[0] = '\0';
    if (!needed && !(s->capsule && h->bridged))
        return true;
    if (!interpreter_version_text(h->interpreter, h->version_text,
                                  needed ? f : &why))
        return !needed;
    if (!needed || interpreter_version(h->version_text, &h->version))
        return true;
    return error_set(f,
                     "%s --version printed \"%.40s\", which is not a version",
                     h->interpreter, h->version_text);
}

static void name_tier(struct sandbox_policy *policy, enum sandbox_feature tier)
{
    size_t size = strlen(policy->tier);

    (void)snprintf(policy->tier + size, sizeof policy->tier - size, "%s%s",
                   size > 0 ? ", " : "", tier_names[tier]);
}

static enum seccomp_sockets choose_sockets(const struct grant *net)
{
    if (net->kind == GRANT_ALL)
        return SOCKETS_ALL;
    if (net->kind != GRANT_LIST)
        return SOCKETS_NONE;
    return name_servers_by_udp(net) ? SOCKETS_PORTS_UDP : SOCKETS_PORTS;
}

static bool make_filter(struct sandbox_policy *policy, const struct settings *s,
                        struct error *err)
{

    policy->rules = (struct seccomp_rules){
        .supervisor_pid = getpid(),
        .supervisor_group = getpgrp(),
        .sockets = choose_sockets(&s->permissions.grant[PERMISSION_NET]),
        .no_attributes = s->isolation == ISOLATION_STRICT,
        .no_looks = s->permissions.grant[PERMISSION_READ].kind != GRANT_ALL,
    };
    if (!policy->features.has[FEATURE_SECCOMP])
        return true;
    if (!seccomp_filter_make(&policy->filter, &policy->rules))
        return error_set(err, "the filter of system calls is too long");
    policy->sandbox.filter = &policy->filter;
    name_tier(policy, FEATURE_SECCOMP);
    return true;
}

/* Chooses the parts of Landlock to use. */
static void choose_rules(struct sandbox_policy *policy,
                         const struct settings *s)
{
    static const struct {
        enum permission permission;
        unsigned reach;
    } rows[] = {
        {PERMISSION_READ, ACCESS_READ},
        {PERMISSION_WRITE, ACCESS_WRITE},
        {PERMISSION_RUN, ACCESS_RUN},
    };
    const struct grant *of = s->permissions.grant;

    policy->landlock_config = (struct landlock_config){
        .abi = policy->features.landlock,
        .scopes = policy->features.has[FEATURE_SCOPES]};
    for (size_t i = 0; policy->features.has[FEATURE_FILES] && i < COUNT(rows);
         i++)
        if (of[rows[i].permission].kind != GRANT_ALL)
            policy->landlock_config.file_access |= rows[i].reach;
    policy->landlock_config.ports =
        policy->features.has[FEATURE_PORTS] && policy_is_ports_only(s);
    policy->landlock_config.listens = policy->landlock_config.ports;
    if (policy->landlock_config.scopes)
        name_tier(policy, FEATURE_SCOPES);
    if (policy->landlock_config.file_access)
        name_tier(policy, FEATURE_FILES);
    if (policy->landlock_config.ports)
        name_tier(policy, FEATURE_PORTS);
}

/* DNS over TCP needs port 53 as well. */
static bool find_ports(struct sandbox_policy *policy, const struct settings *s,
                       struct error *err)
{
    const struct grant *net = &s->permissions.grant[PERMISSION_NET];
    const char *item;
    size_t host;

    if (!policy->landlock_config.ports || net->kind != GRANT_LIST)
        return true;
    policy->ports[policy->port_count++] = NAME_SERVER_PORT;
    for (size_t n = 0; (item = grant_item(net, n)); n++) {
        if (policy->port_count == SANDBOX_POLICY_PORTS_MAX)
            return error_set(err,
                             "\"permissions.net\" has more than %d ports, "
                             "the maximum; write fewer, or true",
                             SANDBOX_POLICY_PORTS_MAX - 1);
        if (grant_port(item, &host, &policy->ports[policy->port_count]))
            policy->port_count++;
    }
    return true;
}

/* A uid of its own, if we may change uids and that uid can read the function.
 */
static bool make_user(struct sandbox_policy *policy, const struct settings *s,
                      const struct handler *h, struct log *log, struct error *f)
{
    struct error why = ERROR_NONE;
    bool required = requirements_required(s, tier_names[FEATURE_UID]);

    if (s->own_user) {
        policy->features.has[FEATURE_UID] = true;
        if (s->isolation == ISOLATION_STRICT || required)
            name_tier(policy, FEATURE_UID);
        return true;
    }
    if (!policy->features.has[FEATURE_UID] ||
        (s->isolation != ISOLATION_STRICT && !required))
        return true;
    if (function_user_for(h, &policy->sandbox.uid, &why)) {
        name_tier(policy, FEATURE_UID);
        function_user_check_grants(policy->sandbox.uid, h, s, log);
        return true;
    }
    policy->sandbox.uid = 0;
    if (required)
        return error_set(f, "\"required\": \"uid\" is not available: %s",
                         why.text);
    log_printf(log, LEVEL_WARN, "dayfly: no uid of its own: %s", why.text);
    return true;
}

static void look_at_program(struct sandbox_policy *policy,
                            const struct settings *s, const struct handler *h)
{
    struct error err = ERROR_NONE;
    bool asked = s->isolation == ISOLATION_STRICT ||
                 requirements_required(s, tier_names[FEATURE_SEALED]);

    if (!asked)
        return;
    policy->features.has[FEATURE_SEALED] =
        sealed_program_is(h, policy->sandbox.uid, &err);
    if (policy->features.has[FEATURE_SEALED])
        name_tier(policy, FEATURE_SEALED);
    else
        sandbox_features_missing(&policy->features, FEATURE_SEALED, err.text);
}

static bool wants_ipc(const struct settings *s)
{
    return s->isolation == ISOLATION_STRICT ||
           requirements_required(s, tier_names[FEATURE_IPC]);
}

void sandbox_policy_prepare(struct namespaces *namespaces,
                            const struct settings *s)
{
    if (wants_ipc(s) || requirements_no_network(s))
        namespaces_open(namespaces, requirements_no_network(s));
}

/* PID and mount namespaces only on request: a signal that the first process of
 * a PID namespace sends itself does not end it, so some errors get another
 * type. */
static void make_namespaces(struct sandbox_policy *policy,
                            const struct settings *s)
{
    struct sandbox *sandbox = &policy->sandbox;

    if (requirements_required(s, tier_names[FEATURE_NAMESPACES])) {
        sandbox->namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
        name_tier(policy, FEATURE_NAMESPACES);
    }
    sandbox->network =
        requirements_no_network(s) && policy->features.has[FEATURE_NETWORK];
    sandbox->ipc = wants_ipc(s) && policy->features.has[FEATURE_IPC];
    if (sandbox->network || sandbox->ipc)
        sandbox->namespace_fds = policy->namespaces;
    if (sandbox->ipc)
        name_tier(policy, FEATURE_IPC);
    if (sandbox->network)
        name_tier(policy, FEATURE_NETWORK);
}

static bool build(struct sandbox_policy *policy, const struct settings *s,
                  const struct handler *h, struct log *log, struct error *err)
{
    policy->sandbox = (struct sandbox)SANDBOX;
    policy->resource_limits = (struct resource_limits)RESOURCE_LIMITS;
    bool limited = resource_limits_any(&s->limits);

    policy->wanted = s->permissions.restricted || s->required || limited;
    if (!policy->wanted)
        return true;
    if (s->permissions.restricted || s->required)
        sandbox_features_probe(&policy->features, policy->namespaces);
    if (!make_user(policy, s, h, log, err))
        return false;
    look_at_program(policy, s, h);
    if (!requirements_check(s, h, &policy->features, log, err))
        return false;
    make_namespaces(policy, s);
    if (!read_only_mounts_choose(policy, s, h, log, err))
        return false;
    if (policy->sandbox.mounts.sealed)
        name_tier(policy, FEATURE_MOUNTS);
    resource_limits_make(&policy->resource_limits, &policy->sandbox, s, h);
    if (!resource_limits_check(&policy->resource_limits, s, h, log, err))
        return false;
    policy->wanted = s->permissions.restricted || limited || *policy->tier;
    if (!s->permissions.restricted)
        return true;
    if (!make_filter(policy, s, err))
        return false;
    if (policy->rules.sockets == SOCKETS_PORTS_UDP)
        log_printf(log, LEVEL_WARN,
                   "dayfly: \"permissions.net\": port 53 grants UDP to every "
                   "port: no kernel restricts the ports of UDP");
    if (writable_paths_have_target(h, s, h->root))
        log_printf(log, LEVEL_WARN,
                   "dayfly: \"permissions.write\" has the function's folder: "
                   "an event can change dayfly.json, and with it what later "
                   "ones may do");
    choose_rules(policy, s);
    policy->sandbox.landlock_config = &policy->landlock_config;
    if (!find_ports(policy, s, err))
        return false;
    if (policy->landlock_config.file_access &&
        !path_access_find(&policy->path_access, s, h, err))
        return false;
    if (!*policy->tier)
        (void)snprintf(policy->tier, sizeof policy->tier, "none");
    log_printf(log, LEVEL_INFO, "dayfly: sandbox: %s", policy->tier);
    return spawn_try(&policy->sandbox, err);
}

bool sandbox_policy_open(struct sandbox_policy *policy,
                         const struct settings *s, const struct handler *h,
                         struct log *log, struct error *err)
{
    if (build(policy, s, h, log, err))
        return true;
    if (*err->text == '"') /* it begins with a key of dayfly.json */
        (void)manifest_file_prefix(s->manifest, err);
    return false;
}

void sandbox_policy_close(struct sandbox_policy *policy)
{
    fd_close(&policy->sandbox.landlock_rules);
    path_access_close(&policy->path_access);
    buf_free(&policy->writable);
    resource_limits_close(&policy->resource_limits);
}
