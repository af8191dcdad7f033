#include "bootstrap/policy/sandbox_policy.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sched.h>

#include "common/fd.h"
#include "bootstrap/launch/interpreter_version.h"
#include "bootstrap/policy/function_user.h"
#include "bootstrap/policy/requirements.h"
#include "bootstrap/policy/sealed_program.h"
#include "bootstrap/sandbox/spawn.h"

bool sandbox_policy_read_interpreter(struct handler *h,
                                     const struct settings *s, struct error *f)
{
    bool needed = s->permissions.held && h->bridged && h->engine == ENGINE_NODE;
    struct error why = ERROR_NONE;

    h->version = 0;
    h->says[0] = '\0';
    if (!needed && !(s->capsule && h->bridged))
        return true;
    if (!interpreter_version_text(h->interpreter, h->says, needed ? f : &why))
        return !needed;
    if (!needed || interpreter_version(h->says, &h->version))
        return true;
    return error_set(f, "%s --version says \"%.40s\", which is no version",
                     h->interpreter, h->says);
}

static void name_tier(struct sandbox_policy *c, enum sandbox_feature tier)
{
    size_t size = strlen(c->tier);

    (void)snprintf(c->tier + size, sizeof c->tier - size, "%s%s",
                   size > 0 ? ", " : "", tier_names[tier]);
}

static bool make_filter(struct sandbox_policy *c, const struct settings *s,
                        struct error *f)
{
    const struct grant *net = &s->permissions.of[PERMISSION_NET];
    const struct seccomp_rules rules = {
        .supervisor_pid = getpid(),
        .supervisor_group = getpgrp(),
        .no_sockets = net->how == GRANT_NOTHING,
    };

    if (!c->tiers.has[FEATURE_SECCOMP])
        return true;
    if (!seccomp_filter_make(&c->filter, &rules))
        return error_set(f, "the filter of system calls is too long");
    c->walls.filter = &c->filter;
    name_tier(c, FEATURE_SECCOMP);
    return true;
}

/* What of Landlock is to be used. */
static void choose_rules(struct sandbox_policy *c, const struct settings *s)
{
    static const struct {
        enum permission permission;
        unsigned reach;
    } rows[] = {
        {PERMISSION_READ, ACCESS_READ},
        {PERMISSION_WRITE, ACCESS_WRITE},
        {PERMISSION_RUN, ACCESS_RUN},
    };
    const struct grant *of = s->permissions.of;

    c->wants = (struct landlock_config){.abi = c->tiers.landlock,
                                        .scopes = c->tiers.has[FEATURE_SCOPES]};
    for (size_t i = 0; c->tiers.has[FEATURE_FILES] && i < COUNT(rows); i++)
        if (of[rows[i].permission].how != GRANT_ALL)
            c->wants.reach |= rows[i].reach;
    c->wants.ports = c->tiers.has[FEATURE_PORTS] && policy_is_ports_only(s);
    c->wants.listens = c->wants.ports;
    if (c->wants.scopes)
        name_tier(c, FEATURE_SCOPES);
    if (c->wants.reach)
        name_tier(c, FEATURE_FILES);
    if (c->wants.ports)
        name_tier(c, FEATURE_PORTS);
}

static bool has_rules(const struct sandbox_policy *c)
{
    return c->wants.scopes || c->wants.reach || c->wants.ports;
}

/* Where names are looked up by TCP, that is a port, too. */
static bool find_ports(struct sandbox_policy *c, const struct settings *s,
                       struct error *f)
{
    const struct grant *net = &s->permissions.of[PERMISSION_NET];
    const char *item;
    size_t host;

    if (!c->wants.ports || net->how != GRANT_LIST)
        return true;
    c->ports[c->port_count++] = 53;
    for (size_t n = 0; (item = grant_item(net, n)); n++) {
        if (c->port_count == SANDBOX_POLICY_PORTS_MAX)
            return error_set(f,
                             "\"permissions.net\" has more than %d ports, "
                             "which is all that can be held; write fewer, or "
                             "true",
                             SANDBOX_POLICY_PORTS_MAX - 1);
        if (grant_port(item, &host, &c->ports[c->port_count]))
            c->port_count++;
    }
    return true;
}

/* A user of its own, where we can give one away and it could read what it must;
 * who requires it is told the path that keeps it from that. */
static bool make_user(struct sandbox_policy *c, const struct settings *s,
                      const struct handler *h, struct log *log, struct error *f)
{
    struct error why = ERROR_NONE;
    bool required = requirements_required(s, tier_names[FEATURE_UID]);

    if (!c->tiers.has[FEATURE_UID] ||
        (s->isolation != ISOLATION_STRICT && !required))
        return true;
    if (function_user_for(h, &c->walls.uid, &why)) {
        name_tier(c, FEATURE_UID);
        return true;
    }
    c->walls.uid = 0;
    if (required)
        return error_set(f, "\"required\": \"uid\" cannot be had: %s",
                         why.text);
    log_printf(log, LEVEL_WARN, "dayfly: no user of its own: %s", why.text);
    return true;
}

static void look_at_program(struct sandbox_policy *c, const struct settings *s,
                            const struct handler *h)
{
    struct error why = ERROR_NONE;
    bool asked = s->isolation == ISOLATION_STRICT ||
                 requirements_required(s, tier_names[FEATURE_SEALED]);

    if (!asked)
        return;
    c->tiers.has[FEATURE_SEALED] = sealed_program_is(h, c->walls.uid, &why);
    if (c->tiers.has[FEATURE_SEALED])
        name_tier(c, FEATURE_SEALED);
    else
        sandbox_features_missing(&c->tiers, FEATURE_SEALED, why.text);
}

static bool wants_ipc(const struct settings *s)
{
    return s->isolation == ISOLATION_STRICT ||
           requirements_required(s, tier_names[FEATURE_IPC]);
}

void sandbox_policy_prepare(struct namespaces *spaces, const struct settings *s)
{
    if (wants_ipc(s) || requirements_no_network(s))
        namespaces_open(spaces, requirements_no_network(s));
}

/* Processes and mounts only on request: the first process of a PID namespace is
 * not ended by its own signals, so some deaths have another name. */
static void make_namespaces(struct sandbox_policy *c, const struct settings *s)
{
    struct sandbox *w = &c->walls;

    if (requirements_required(s, tier_names[FEATURE_NAMESPACES])) {
        w->namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
        name_tier(c, FEATURE_NAMESPACES);
    }
    w->network = requirements_no_network(s) && c->tiers.has[FEATURE_NETWORK];
    w->ipc = wants_ipc(s) && c->tiers.has[FEATURE_IPC];
    if (w->network || w->ipc)
        w->spaces = c->spaces;
    if (w->ipc)
        name_tier(c, FEATURE_IPC);
    if (w->network)
        name_tier(c, FEATURE_NETWORK);
}

static bool build(struct sandbox_policy *c, const struct settings *s,
                  const struct handler *h, struct log *log, struct error *f)
{
    c->walls = (struct sandbox)SANDBOX;
    c->rations = (struct resource_limits)RESOURCE_LIMITS;
    bool limited = resource_limits_any(&s->limits);

    c->wanted = s->permissions.held || s->required || limited;
    if (!c->wanted)
        return true;
    sandbox_features_probe(&c->tiers, c->spaces);
    if (!make_user(c, s, h, log, f))
        return false;
    look_at_program(c, s, h);
    if (!requirements_check(s, h, &c->tiers, log, f))
        return false;
    make_namespaces(c, s);
    resource_limits_make(&c->rations, &c->walls, s, h);
    if (!requirements_limits(s, h, c->rations.held, log, f))
        return false;
    c->wanted = s->permissions.held || limited || *c->tier;
    if (!s->permissions.held)
        return true;
    if (!make_filter(c, s, f))
        return false;
    choose_rules(c, s);
    c->walls.wants = &c->wants;
    if (!find_ports(c, s, f))
        return false;
    if (c->wants.reach && !path_access_find(&c->reach, s, h, f))
        return false;
    if (!*c->tier)
        (void)snprintf(c->tier, sizeof c->tier, "none");
    log_printf(log, LEVEL_INFO, "dayfly: walls: %s", c->tier);
    return spawn_try(&c->walls, f);
}

bool sandbox_policy_open(struct sandbox_policy *c, const struct settings *s,
                         const struct handler *h, struct log *log,
                         struct error *f)
{
    if (build(c, s, h, log, f))
        return true;
    /* It is about a key. */
    if (*f->text == '"')
        (void)error_prefix(f, "%s", s->manifest);
    return false;
}

/* Anew for each process: only it is granted its private folder. */
static bool make_rules(struct sandbox_policy *c, const char *scratch,
                       struct error *f)
{
    int *rules = &c->walls.rules;

    fd_close(rules);
    if (!landlock_make(rules, &c->wants, f))
        return false;
    for (size_t i = 0; i < c->reach.count; i++)
        if (!landlock_allow(*rules, &c->wants, c->reach.paths[i].fd,
                            c->reach.paths[i].reach, f))
            return false;
    for (size_t i = 0; i < c->port_count; i++)
        if (!landlock_allow_port(*rules, &c->wants, c->ports[i], f))
            return false;
    if (!*scratch || !c->wants.reach)
        return true;
    AUTO(int, fd_close) own = open(scratch, O_PATH | O_CLOEXEC);
    if (own < 0)
        return error_set_errno(f, "cannot grant %s", scratch);
    return landlock_allow(*rules, &c->wants, own, ACCESS_READ | ACCESS_WRITE,
                          f);
}

bool sandbox_policy_for_process(struct sandbox_policy *c, unsigned place,
                                const char *scratch,
                                const struct sandbox **walls, struct error *f)
{
    c->walls.group = resource_limits_group(&c->rations, place);
    if (c->walls.uid && *scratch &&
        chown(scratch, c->walls.uid, c->walls.uid) != 0)
        return error_set_errno(f, "cannot give %s away", scratch);
    *walls = c->wanted ? &c->walls : NULL;
    return !c->wanted || !has_rules(c) || make_rules(c, scratch, f);
}

void sandbox_policy_close(struct sandbox_policy *c)
{
    fd_close(&c->walls.rules);
    path_access_close(&c->reach);
    resource_limits_close(&c->rations);
}
