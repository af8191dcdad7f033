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

bool confine_know(struct handler *h, const struct settings *s, struct fault *f)
{
    bool needed = s->permissions.held && h->bridged && h->engine == ENGINE_NODE;
    struct fault why = FAULT_NONE;

    h->version = 0;
    h->says[0] = '\0';
    if (!needed && !(s->capsule && h->bridged))
        return true;
    if (!engine_says(h->interpreter, h->says, needed ? f : &why))
        return !needed;
    if (!needed || engine_version(h->says, &h->version))
        return true;
    return fault_set(f, "%s --version says \"%.40s\", which is no version",
                     h->interpreter, h->says);
}

static void name_tier(struct confine *c, enum tier tier)
{
    size_t size = strlen(c->tier);

    (void)snprintf(c->tier + size, sizeof c->tier - size, "%s%s",
                   size > 0 ? ", " : "", tier_names[tier]);
}

static bool make_filter(struct confine *c, const struct settings *s,
                        struct fault *f)
{
    const struct grant *net = &s->permissions.of[PERMISSION_NET];
    const struct seccomp_rules rules = {
        .keeper = getpid(),
        .keeper_group = getpgrp(),
        .no_sockets = net->how == GRANT_NOTHING,
    };

    if (!c->tiers.has[TIER_SECCOMP])
        return true;
    if (!seccomp_make(&c->filter, &rules))
        return fault_set(f, "the filter of system calls is too long");
    c->walls.filter = &c->filter;
    name_tier(c, TIER_SECCOMP);
    return true;
}

/* What of Landlock is to be used. */
static void choose_rules(struct confine *c, const struct settings *s)
{
    static const struct {
        enum permission permission;
        unsigned reach;
    } rows[] = {
        {PERMISSION_READ, REACH_READ},
        {PERMISSION_WRITE, REACH_WRITE},
        {PERMISSION_RUN, REACH_RUN},
    };
    const struct grant *of = s->permissions.of;

    c->wants = (struct landlock_wants){.abi = c->tiers.landlock,
                                       .scopes = c->tiers.has[TIER_SCOPES]};
    for (size_t i = 0; c->tiers.has[TIER_FILES] && i < COUNT(rows); i++)
        if (of[rows[i].permission].how != GRANT_ALL)
            c->wants.reach |= rows[i].reach;
    c->wants.ports = c->tiers.has[TIER_PORTS] && promises_ports(s);
    c->wants.listens = c->wants.ports;
    if (c->wants.scopes)
        name_tier(c, TIER_SCOPES);
    if (c->wants.reach)
        name_tier(c, TIER_FILES);
    if (c->wants.ports)
        name_tier(c, TIER_PORTS);
}

static bool has_rules(const struct confine *c)
{
    return c->wants.scopes || c->wants.reach || c->wants.ports;
}

/* Where names are looked up by TCP, that is a port, too. */
static bool find_ports(struct confine *c, const struct settings *s,
                       struct fault *f)
{
    const struct grant *net = &s->permissions.of[PERMISSION_NET];
    const char *item;
    size_t host;

    if (!c->wants.ports || net->how != GRANT_LIST)
        return true;
    c->ports[c->port_count++] = 53;
    for (size_t n = 0; (item = grant_item(net, n)); n++) {
        if (c->port_count == CONFINE_PORTS_MOST)
            return fault_set(f,
                             "\"permissions.net\" has more than %d ports, "
                             "which is all that can be held; write fewer, or "
                             "true",
                             CONFINE_PORTS_MOST - 1);
        if (grant_port(item, &host, &c->ports[c->port_count]))
            c->port_count++;
    }
    return true;
}

/* A user of its own, where we can give one away and it could read what it must;
 * who requires it is told the path that keeps it from that. */
static bool make_user(struct confine *c, const struct settings *s,
                      const struct handler *h, struct log *log, struct fault *f)
{
    struct fault why = FAULT_NONE;
    bool required = promises_required(s, tier_names[TIER_UID]);

    if (!c->tiers.has[TIER_UID] ||
        (s->isolation != ISOLATION_STRICT && !required))
        return true;
    if (own_user_for(h, &c->walls.uid, &why)) {
        name_tier(c, TIER_UID);
        return true;
    }
    c->walls.uid = 0;
    if (required)
        return fault_set(f, "\"required\": \"uid\" cannot be had: %s",
                         why.text);
    log_say(log, LEVEL_WARN, "dayfly: no user of its own: %s", why.text);
    return true;
}

static void look_at_program(struct confine *c, const struct settings *s,
                            const struct handler *h)
{
    struct fault why = FAULT_NONE;
    bool asked = s->isolation == ISOLATION_STRICT ||
                 promises_required(s, tier_names[TIER_SEALED]);

    if (!asked)
        return;
    c->tiers.has[TIER_SEALED] = sealed_is(h, c->walls.uid, &why);
    if (c->tiers.has[TIER_SEALED])
        name_tier(c, TIER_SEALED);
    else
        tiers_miss(&c->tiers, TIER_SEALED, why.text);
}

static bool wants_ipc(const struct settings *s)
{
    return s->isolation == ISOLATION_STRICT ||
           promises_required(s, tier_names[TIER_IPC]);
}

void confine_prepare(struct spaces *spaces, const struct settings *s)
{
    if (wants_ipc(s) || promises_no_network(s))
        spaces_open(spaces, promises_no_network(s));
}

/* Processes and mounts only on request: the first process of a PID namespace is
 * not ended by its own signals, so some deaths have another name. */
static void make_namespaces(struct confine *c, const struct settings *s)
{
    struct walls *w = &c->walls;

    if (promises_required(s, tier_names[TIER_NAMESPACES])) {
        w->namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
        name_tier(c, TIER_NAMESPACES);
    }
    w->network = promises_no_network(s) && c->tiers.has[TIER_NETWORK];
    w->ipc = wants_ipc(s) && c->tiers.has[TIER_IPC];
    if (w->network || w->ipc)
        w->spaces = c->spaces;
    if (w->ipc)
        name_tier(c, TIER_IPC);
    if (w->network)
        name_tier(c, TIER_NETWORK);
}

static bool build(struct confine *c, const struct settings *s,
                  const struct handler *h, struct log *log, struct fault *f)
{
    c->walls = (struct walls)WALLS;
    c->rations = (struct rations)RATIONS;
    bool limited = rations_any(&s->limits);

    c->wanted = s->permissions.held || s->required || limited;
    if (!c->wanted)
        return true;
    tiers_probe(&c->tiers, c->spaces);
    if (!make_user(c, s, h, log, f))
        return false;
    look_at_program(c, s, h);
    if (!promises_check(s, h, &c->tiers, log, f))
        return false;
    make_namespaces(c, s);
    rations_make(&c->rations, &c->walls, s, h);
    if (!promises_limits(s, h, c->rations.held, log, f))
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
    if (c->wants.reach && !reach_find(&c->reach, s, h, f))
        return false;
    if (!*c->tier)
        (void)snprintf(c->tier, sizeof c->tier, "none");
    log_say(log, LEVEL_INFO, "dayfly: walls: %s", c->tier);
    return spawn_rehearse(&c->walls, f);
}

bool confine_open(struct confine *c, const struct settings *s,
                  const struct handler *h, struct log *log, struct fault *f)
{
    if (build(c, s, h, log, f))
        return true;
    /* It is about a key. */
    if (*f->text == '"')
        (void)fault_at(f, "%s", s->manifest);
    return false;
}

/* Anew for each process: only it is granted its private folder. */
static bool make_rules(struct confine *c, const char *scratch, struct fault *f)
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
        return fault_errno(f, "cannot grant %s", scratch);
    return landlock_allow(*rules, &c->wants, own, REACH_READ | REACH_WRITE, f);
}

bool confine_walls(struct confine *c, unsigned place, const char *scratch,
                   const struct walls **walls, struct fault *f)
{
    c->walls.group = rations_group(&c->rations, place);
    if (c->walls.uid && *scratch &&
        chown(scratch, c->walls.uid, c->walls.uid) != 0)
        return fault_errno(f, "cannot give %s away", scratch);
    *walls = c->wanted ? &c->walls : NULL;
    return !c->wanted || !has_rules(c) || make_rules(c, scratch, f);
}

void confine_close(struct confine *c)
{
    fd_close(&c->walls.rules);
    reach_close(&c->reach);
    rations_close(&c->rations);
}
