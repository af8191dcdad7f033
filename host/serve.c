/* serve.c - `dayfly serve`: puts the rooms together and runs them. */
#include "host/commands.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "bootstrap/base/fd.h"
#include "host/address.h"
#include "host/api.h"
#include "host/lane_rooms.h"
#include "host/runtime_api.h"

enum { STOP_MS = 2000, JOURNAL_CLOSE_MS = 500, FILES_WANTED = 16384 };

static const struct door_limits calls_limits = {
    .connections = 512,
    .memory = (size_t)64 * 1024,
    .header_bytes = (size_t)24 * 1024,
    .idle_s = 30,
};

/* A bootstrap may think for a quarter of an hour between two requests, and
 * its account of an error may be long. */
static const struct door_limits runtimes_limits = {
    .connections = 8192,
    .memory = (size_t)160 * 1024,
    .header_bytes = (size_t)72 * 1024,
    .idle_s = 0,
};

struct server {
    struct loop loop;
    struct journal journal;
    struct registry registry;
    struct house house;
    struct door *calls;
    struct door *runtimes;
    struct listener listener;
    struct api api;
    struct lane *lanes;
    struct watch signals;
    struct timer patience;
    bool stopping;
    bool cut; /* no patience is left */
};

struct options {
    struct address address;
    const char *listen;
    char *const *folders; /* after the flags; NULL at the end */
};

static bool stopped(const struct server *s)
{
    if (s->cut)
        return true;
    for (size_t i = 0; i < s->registry.count; i++)
        if (!lane_is_empty(&s->lanes[i]))
            return false;
    return s->stopping && !door_is_busy(s->calls);
}

static void out_of_patience(void *self)
{
    struct server *s = self;

    s->cut = true;
}

static void stop(struct server *s)
{
    s->stopping = true;
    listener_close(&s->listener);
    for (size_t i = 0; i < s->registry.count; i++)
        lane_shut(&s->lanes[i]);
    timer_set(&s->loop, &s->patience, STOP_MS);
}

static void signal_ready(void *self, uint32_t events)
{
    struct server *s = self;
    struct signalfd_siginfo info;

    (void)events;
    if (fd_read(s->signals.fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    /* Who asks twice is in a hurry. */
    if (s->stopping)
        s->cut = true;
    else
        stop(s);
}

static bool take_signals(struct server *s, struct fault *f)
{
    sigset_t set;

    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    s->signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (s->signals.fd < 0)
        return fault_errno(f, "cannot take signals");
    return loop_watch(&s->loop, &s->signals, EPOLLIN, f);
}

static bool own_bootstrap(char path[PATH_MAX], struct fault *f)
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);

    if (size <= 0)
        return fault_errno(f, "cannot find out where dayfly is");
    path[size] = '\0';
    *(strrchr(path, '/') + 1) = '\0';
    if (strlen(path) + strlen("bootstrap") >= PATH_MAX)
        return fault_set(f, "dayfly is in a folder with too long a name");
    (void)strcat(path, "bootstrap");
    return true;
}

static bool check_bootstraps(const struct registry *r, struct fault *f)
{
    for (size_t i = 0; i < r->count; i++)
        if (access(r->functions[i].bootstrap, X_OK) != 0)
            return fault_errno(f, "cannot run %s, which runs the function %s",
                               r->functions[i].bootstrap, r->functions[i].name);
    return true;
}

static bool find_functions(struct registry *r, char *const folders[],
                           struct fault *f)
{
    static char dot[] = ".";
    static char *const here[] = {dot, NULL};
    char bootstrap[PATH_MAX];

    if (!own_bootstrap(bootstrap, f))
        return false;
    if (!*folders)
        folders = here;
    for (char *const *folder = folders; *folder; folder++)
        if (!registry_scan(r, *folder, bootstrap, f))
            return false;
    if (r->count == 0)
        return fault_set(f,
                         "no function in %s: a function is a folder with an "
                         "index.mjs, index.js or index.ts, a dayfly.json, or "
                         "an executable bootstrap",
                         *folders);
    return check_bootstraps(r, f);
}

static const char *region(void)
{
    const char *name = getenv("AWS_REGION");

    if (!name || !*name)
        name = getenv("AWS_DEFAULT_REGION");
    return name && function_qualifier_is_plain(name) ? name : "us-east-1";
}

static bool open_lanes(struct server *s, struct fault *f)
{
    s->house = (struct house){
        .loop = &s->loop,
        .journal = &s->journal,
        .runtimes = s->runtimes,
        .region = region(),
        .several = s->registry.count > 1,
    };
    s->lanes = mem_new(s->registry.count, sizeof *s->lanes);
    if (!s->lanes)
        return fault_set(f, "memory is short");
    for (size_t i = 0; i < s->registry.count; i++) {
        lane_open(&s->lanes[i], &s->registry.functions[i], &s->house);
        runtime_api_serve(&s->lanes[i]);
    }
    return true;
}

static bool open_door(struct server *s, const struct options *o,
                      struct fault *f)
{
    struct fault why = FAULT_NONE;

    s->api.registry = &s->registry;
    s->api.lanes = s->lanes;
    s->api.region = s->house.region;
    memcpy(s->api.own_host, o->address.host, sizeof o->address.host);
    api_serve(&s->api);
    if (listener_open(&s->listener, s->calls, &s->api.service,
                      (const struct sockaddr *)&o->address.socket,
                      o->address.size, &why))
        return true;
    return fault_set(f,
                     "%.512s at %.64s; is dayfly running already? --listen "
                     "takes another ADDR:PORT",
                     why.text, o->listen);
}

static void raise_file_limit(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= FILES_WANTED)
        return;
    files.rlim_cur =
        files.rlim_max < FILES_WANTED ? files.rlim_max : FILES_WANTED;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

static bool open_all(struct server *s, const struct options *o, struct fault *f)
{
    if (!find_functions(&s->registry, o->folders, f) ||
        !loop_open(&s->loop, f) || !take_signals(s, f))
        return false;
    raise_file_limit();
    journal_open(&s->journal, STDERR_FILENO, &s->loop);
    s->calls = door_open(&s->loop, &calls_limits, f);
    s->runtimes = s->calls ? door_open(&s->loop, &runtimes_limits, f) : NULL;
    return s->runtimes && open_lanes(s, f) && open_door(s, o, f);
}

static void close_all(struct server *s)
{
    listener_close(&s->listener);
    for (size_t i = 0; s->lanes && i < s->registry.count; i++)
        lane_close(&s->lanes[i]);
    door_close(s->calls);
    door_close(s->runtimes);
    timer_clear(&s->loop, &s->patience);
    if (s->journal.loop)
        journal_close(&s->journal, JOURNAL_CLOSE_MS);
    fd_close(&s->signals.fd);
    loop_close(&s->loop);
    mem_free(s->lanes);
    registry_clear(&s->registry);
}

static void greet(const struct server *s, const struct options *o)
{
    const struct function *first = &s->registry.functions[0];
    size_t count = s->registry.count;

    (void)printf("dayfly " DAYFLY_VERSION
                 " serves %zu function%s at "
                 "http://%s:%d\n",
                 count, count == 1 ? "" : "s", o->address.host,
                 s->listener.port);
    for (size_t i = 0; i < count; i++) {
        const struct function *fn = &s->registry.functions[i];
        (void)printf("  %-20s %s, %u s, %u MB, %s\n", fn->name,
                     *fn->handler ? fn->handler : "function.handler",
                     fn->manifest.timeout_s, fn->manifest.memory_mb,
                     fn->folder);
    }
    (void)printf(
        "Invoke one:\n"
        "  curl -d '{}' http://%s:%d/2015-03-31/functions/%s/"
        "invocations\n",
        o->address.host, s->listener.port, first->name);
    (void)fflush(stdout);
}

static int serve(const struct options *o)
{
    struct server s = {.loop = {.epoll = -1},
                       .listener = {.watch = {.fd = -1}}};
    struct fault why = FAULT_NONE;
    int status = EXIT_DONE;

    s.signals = (struct watch){.fd = -1, .ready = signal_ready, .self = &s};
    s.patience = (struct timer){.fire = out_of_patience, .self = &s};
    if (open_all(&s, o, &why)) {
        greet(&s, o);
        while (!s.stopping || !stopped(&s))
            loop_turn(&s.loop);
    } else {
        status = command_failed("%s", why.text);
    }
    close_all(&s);
    return status;
}

int command_serve(char *const words[])
{
    struct options o = {.folders = words};
    struct fault why = FAULT_NONE;
    char *folders[256] = {NULL};
    size_t count = 0;
    bool flags = true;

    for (int i = 0; words[i]; i++) {
        int found = flags ? flag_value(words, &i, "--listen", &o.listen) : 0;
        if (found < 0)
            return EXIT_USAGE;
        if (found > 0)
            continue;
        if (flags && !strcmp(words[i], "--"))
            flags = false;
        else if (flags && words[i][0] == '-')
            return usage_error("serve has no flag %s", words[i]);
        else if (count + 1 < COUNT(folders))
            folders[count++] = words[i];
        else
            return usage_error("more than %zu folders", COUNT(folders) - 1);
    }
    o.folders = folders;
    if (!o.listen)
        o.listen = "127.0.0.1:9000";
    if (!address_parse(&o.address, o.listen, &why))
        return usage_error("%s", why.text);
    return serve(&o);
}
