#include "bootstrap/config/permissions.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"

const char *const permission_names[PERMISSION_COUNT] = {
    [PERMISSION_READ] = "read", [PERMISSION_WRITE] = "write",
    [PERMISSION_NET] = "net",   [PERMISSION_ENV] = "env",
    [PERMISSION_RUN] = "run",   [PERMISSION_FFI] = "ffi",
    [PERMISSION_SYS] = "sys",
};

/* What a list contains, for messages. */
static const char *const expected_items[PERMISSION_COUNT] = {
    [PERMISSION_READ] = "paths, like [\"data\", \"/opt/models\"]",
    [PERMISSION_WRITE] = "paths, like [\"/mnt/out\"]",
    [PERMISSION_NET] = "hosts or ports, like [\"example.com:443\", \":5432\"]",
    [PERMISSION_ENV] = "names, like [\"TABLE\", \"AWS_*\"]",
    [PERMISSION_RUN] = "programs, like [\"jq\", \"/opt/bin/tool\"]",
    [PERMISSION_FFI] = "paths of libraries, like [\"lib/libx.so\"]",
    [PERMISSION_SYS] = "names that Deno knows, like [\"hostname\"]",
};

/* The names that Deno 2.9 knows; it does not start with any other. */
static const char *const sys_names[] = {
    "hostname",
    "osRelease",
    "osUptime",
    "loadavg",
    "networkInterfaces",
    "systemMemoryInfo",
    "uid",
    "gid",
    "cpus",
    "homedir",
    "getegid",
    "username",
    "statfs",
    "getPriority",
    "userInfo",
    "setPriority",
};

static bool bad(enum permission p, struct error *err)
{
    return error_set(err,
                     "\"permissions.%s\" must be true, false or a list of "
                     "%s, none of them empty",
                     permission_names[p], expected_items[p]);
}

/* A relative path is relative to the function's folder. */
static bool leaves_folder(const char *path)
{
    if (*path == '/')
        return false;
    for (const char *at = path; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (!strncmp(at, "..", 2) && (at[2] == '/' || at[2] == '\0'))
            return true;
    }
    return false;
}

bool grant_port(const char *item, size_t *host_size, unsigned *port)
{
    const char *end = *item == '[' ? strchr(item, ']') : item;

    *port = 0;
    if (!end)
        return false;
    end += strcspn(end, ":");
    *host_size = (size_t)(end - item);
    if (*end == '\0')
        return *host_size > 0;
    size_t digits = strspn(end + 1, "0123456789");
    if (digits == 0 || digits > 5 || end[1 + digits] != '\0')
        return false;
    *port = (unsigned)strtoul(end + 1, NULL, 10);
    return *port >= 1 && *port <= 65535;
}

/* "example.com", "*.example.com", "10.0.0.0/8", "[::1]" */
static bool is_host(const char *item, size_t size)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    struct in6_addr number;
    char text[256];

    if (size >= sizeof text)
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)size, item);
    if (*text == '[') {
        text[size - 1] = '\0';
        return item[size - 1] == ']' &&
               inet_pton(AF_INET6, text + 1, &number) == 1;
    }
    char *slash = strchr(text, '/');
    if (slash) {
        *slash = '\0';
        size_t digits = strspn(slash + 1, "0123456789");
        return digits >= 1 && digits <= 2 && !slash[1 + digits] &&
               strtol(slash + 1, NULL, 10) <= 32 &&
               inet_pton(AF_INET, text, &number) == 1;
    }
    const char *at = text + (strncmp(text, "*.", 2) == 0 ? 2 : 0);
    do {
        size_t label = strspn(at, letters);
        at += label + (at[label] == '.');
        if (label == 0 || (*at && at[-1] != '.'))
            return false;
    } while (*at);
    return true;
}

static bool check_net(const char *text, struct error *err)
{
    size_t host;
    unsigned port;

    if (grant_port(text, &host, &port) && (host == 0 || is_host(text, host)))
        return true;
    return error_set(
        err,
        "\"permissions.net\": \"%.200s\" is not a host, "
        "host:port or :port (1 to 65535); write it without https:// and "
        "path, like \"example.com:443\"",
        text);
}

static bool check_env(const char *text, struct error *err)
{
    size_t plain = strcspn(text, "=*");

    if (text[plain] == '\0' || !strcmp(text + plain, "*"))
        return true;
    return error_set(err,
                     "\"permissions.env\": \"%.200s\" is not a variable "
                     "name; a * at its end matches any rest, "
                     "like \"AWS_*\"",
                     text);
}

static bool check_sys(const char *text, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(512);
    bool ok = true;

    for (size_t i = 0; i < COUNT(sys_names); i++) {
        if (!strcmp(text, sys_names[i]))
            return true;
        ok = ok && buf_printf(&all, "%s%s", i > 0 ? ", " : "", sys_names[i]);
    }
    return error_set(err,
                     "\"permissions.sys\": \"%.64s\" is not a name that "
                     "Deno knows; there are %s",
                     text, ok ? all.data : "others");
}

static bool check_path(enum permission p, const char *text, struct error *err)
{
    /* A program without a slash is searched in PATH. */
    if (p == PERMISSION_RUN && !strcmp(text, "."))
        return error_set(err,
                         "\"permissions.run\": \".\" is a folder; name the "
                         "programs that may be run");
    if (!leaves_folder(text))
        return true;
    return error_set(err,
                     "\"permissions.%s\": \"%.200s\" leaves the function's "
                     "folder; write it as an absolute path",
                     permission_names[p], text);
}

static bool check_item(enum permission p, const json_t *item, struct error *err)
{
    const char *text = json_string_value(item);

    if (!text || !*text)
        return bad(p, err);
    /* The interpreter would read a comma as a separator. */
    if (strpbrk(text, ",\n"))
        return error_set(err,
                         "\"permissions.%s\": \"%.200s\" may have neither a "
                         "comma nor a line end; it is a list of %s",
                         permission_names[p], text, expected_items[p]);
    switch (p) {
    case PERMISSION_READ:
    case PERMISSION_WRITE:
    case PERMISSION_RUN:
    case PERMISSION_FFI:
        return check_path(p, text, err);
    case PERMISSION_NET:
        return check_net(text, err);
    case PERMISSION_ENV:
        return check_env(text, err);
    case PERMISSION_SYS:
        return check_sys(text, err);
    case PERMISSION_COUNT:
        break;
    }
    return true;
}

static bool read_grant(enum permission p, const json_t *value, struct grant *g,
                       struct error *err)
{
    size_t i;
    const json_t *item;

    g->listed = true;
    g->kind = json_is_true(value) ? GRANT_ALL : GRANT_NOTHING;
    if (json_is_boolean(value))
        return true;
    if (!json_is_array(value))
        return bad(p, err);
    json_array_foreach(value, i, item)
    {
        if (!check_item(p, item, err))
            return false;
    }
    g->kind = json_array_size(value) > 0 ? GRANT_LIST : GRANT_NOTHING;
    g->list = value;
    return true;
}

static enum permission permission_of(const char *name)
{
    int p = 0;

    while (p < PERMISSION_COUNT && strcmp(permission_names[p], name) != 0)
        p++;
    return (enum permission)p;
}

bool permissions_read(const json_t *value, struct permissions *p,
                      struct error *err)
{
    *p = (struct permissions){.restricted = value != NULL};
    if (!value)
        return true;
    if (!json_is_object(value))
        return error_set(err,
                         "\"permissions\" must be an object, like "
                         "{\"read\": [\"data\"], \"net\": false}");
    /* jansson's iterators take a non-const object but do not change it. */
    json_t *all = (json_t *)(size_t)value;
    for (void *at = json_object_iter(all); at;
         at = json_object_iter_next(all, at)) {
        const char *name = json_object_iter_key(at);
        enum permission one = permission_of(name);
        if (one == PERMISSION_COUNT)
            return error_set(err,
                             "\"permissions\" has the unknown key \"%.64s\"; "
                             "there are read, write, net, env, run, ffi, sys",
                             name);
        if (!read_grant(one, json_object_iter_value(at), &p->grant[one], err))
            return false;
    }
    return true;
}

const char *grant_item(const struct grant *g, size_t n)
{
    if (g->kind != GRANT_LIST)
        return NULL;
    return json_string_value(json_array_get(g->list, n));
}

bool grant_names(const struct grant *g, const char *name, size_t size)
{
    const char *item;

    if (g->kind == GRANT_ALL)
        return true;
    for (size_t n = 0; (item = grant_item(g, n)); n++) {
        size_t least = strlen(item);
        bool open = item[least - 1] == '*';
        least -= open;
        if ((open ? size >= least : size == least) &&
            !memcmp(item, name, least))
            return true;
    }
    return false;
}
