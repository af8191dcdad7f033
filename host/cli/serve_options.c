#include "host/cli/serve_options.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/cli/cli_util.h"
#include "host/cli/serve_env.h"
#include "host/server/server.h"
#include "host/server/service_manager.h"

static bool is_drain(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits < 4 && text[digits] == '\0' &&
           strtol(text, NULL, 10) <= DRAIN_MAX_S;
}

/* For flags that may be given several times. As flag_value(). */
static int take_env(struct serve_options *o, char *const words[], int *at)
{
    const char *variable = NULL;
    const char *file = NULL;
    const char *parameter = NULL;
    struct error err = ERROR_NONE;
    int found = flag_value(words, at, "--env", &variable);

    if (found == 0)
        found = flag_value(words, at, "--env-file", &file);
    if (found == 0)
        found = flag_value(words, at, "--parameter-overrides", &parameter);
    if ((variable && !serve_env_add(&o->env, variable, &err)) ||
        (file && !serve_env_add_file(&o->env, file, &err)) ||
        (parameter && !serve_parameters_add(&o->parameters, parameter, &err))) {
        const char *flag = parameter ? "--parameter-overrides: " : "";
        (void)usage_error("%s%s", variable ? "--env: " : flag, err.text);
        return -1;
    }
    return found;
}

/* Who may call. As flag_value(). */
static int take_access(struct serve_options *o, char *const words[], int *at)
{
    struct server_access *a = &o->access;
    const struct {
        const char *flag;
        const char **value;
    } flags[] = {{"--keys", &a->keys},
                 {"--key-file", &a->key_file},
                 {"--tls-cert", &a->tls_cert},
                 {"--tls-key", &a->tls_key}};
    const char *host = NULL;
    const char *proxies = NULL;
    struct error err = ERROR_NONE;
    size_t count = 0;
    int found = 0;

    for (size_t i = 0; found == 0 && i < COUNT(flags); i++)
        found = flag_value(words, at, flags[i].flag, flags[i].value);
    if (found == 0)
        found = flag_value(words, at, "--host", &host);
    if (found == 0)
        found = flag_value(words, at, "--page-host", &a->page_host);
    if (found == 0)
        found = flag_value(words, at, "--behind-proxy", &proxies);
    while (a->hosts[count])
        count++;
    if (host && count == SERVER_HOSTS_MAX) {
        (void)usage_error("--host is given more than %d times",
                          SERVER_HOSTS_MAX);
        return -1;
    }
    if (host)
        a->hosts[count] = host;
    if (proxies && !proxy_list_add(&a->proxies, proxies, &err)) {
        (void)usage_error("--behind-proxy: %s", err.text);
        return -1;
    }
    return found;
}

static int take_flag(struct serve_options *o, char *const words[], int *at)
{
    int found = flag_value(words, at, "--listen", &o->listen);

    if (found == 0)
        found = flag_value(words, at, "--drain", &o->drain);
    if (found == 0)
        found = flag_value(words, at, "--log", &o->log);
    if (found == 0)
        found = flag_value(words, at, "--data", &o->data);
    if (found == 0)
        found = flag_value(words, at, "--log-size", &o->log_size);
    if (found == 0)
        found = flag_value(words, at, "--log-days", &o->log_days);
    if (found == 0)
        found = take_access(o, words, at);
    if (found == 0 && !strcmp(words[*at], "--quiet")) {
        o->quiet = true;
        return 1;
    }
    if (found == 0)
        found = take_env(o, words, at);
    if (found == 0 && words[*at][0] == '-') {
        (void)usage_error("serve has no flag %s", words[*at]);
        return -1;
    }
    return found;
}

/* EXIT_DONE, or the exit status. */
static int take_words(struct serve_options *o, char *const words[])
{
    const size_t most = COUNT(o->folders) - 1;
    size_t count = 0;
    bool flags = true;

    for (int i = 0; words[i]; i++) {
        if (flags && !strcmp(words[i], "--")) {
            flags = false;
            continue;
        }
        int found = flags ? take_flag(o, words, &i) : 0;
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0 && count == most)
            return usage_error("serve takes at most %zu folders", most);
        if (found == 0 && !*words[i])
            return usage_error(
                "the name of a folder is empty; write . for "
                "the current one");
        if (found == 0)
            o->folders[count++] = words[i];
    }
    return EXIT_DONE;
}

static bool read_number(const char *text, unsigned least, unsigned most,
                        unsigned *value)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 6 || text[digits] != '\0')
        return false;
    *value = (unsigned)strtoul(text, NULL, 10);
    return *value >= least && *value <= most;
}

static int check_log_limits(struct serve_options *o)
{
    struct log_limits *limits = &o->log_limits;

    *limits = (struct log_limits){.mb = LOGBOOK_DEFAULT_MB,
                                  .days = LOGBOOK_DEFAULT_DAYS};
    if (o->log_size &&
        !read_number(o->log_size, 0, LOGBOOK_MAX_MB, &limits->mb))
        return usage_error(
            "--log-size is %s; it must be a whole number of MB from 0 (keep "
            "nothing) to %d",
            o->log_size, LOGBOOK_MAX_MB);
    if (o->log_days &&
        !read_number(o->log_days, 1, LOGBOOK_MAX_DAYS, &limits->days))
        return usage_error(
            "--log-days is %s; it must be a whole number of days from 1 to %d",
            o->log_days, LOGBOOK_MAX_DAYS);
    return EXIT_DONE;
}

/* A socket that was given listens where it does. */
static bool find_address(struct serve_options *o, struct error *err)
{
    int given;

    if (!service_manager_socket(&given, err))
        return false;
    if (given == SERVICE_MANAGER_NO_SOCKET)
        return listen_address_parse(&o->address, o->listen, err);
    if (o->listen)
        cli_note(
            "--listen %s has no effect: the socket of LISTEN_FDS was "
            "given (of a unit: `systemctl edit dayfly.socket`)",
            o->listen);
    o->listen = "the socket of LISTEN_FDS";
    return listen_address_given(&o->address, given, err);
}

/* At the page's name no function answers, so it is nobody else's. */
static int check_page_host(const struct serve_options *o)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    const char *name = o->access.page_host;
    bool is_used;

    if (!name)
        return EXIT_DONE;
    is_used = !strcmp(name, o->address.host);
    for (const char *const *host = o->access.hosts; *host; host++)
        is_used = is_used || !strcasecmp(name, *host);
    if (is_used)
        return usage_error(
            "--page-host is %s, where functions answer; it must be another "
            "name of this host, without a port",
            name);
    if (!*name || name[strspn(name, letters)] != '\0')
        return usage_error(
            "--page-host is \"%s\"; it must be a name such as "
            "dayfly.example.com, without a port",
            name);
    return EXIT_DONE;
}

static int check_options(struct serve_options *o)
{
    struct error err = ERROR_NONE;

    if (!o->listen)
        o->listen = "127.0.0.1:9000";
    if (o->drain && !is_drain(o->drain))
        return usage_error(
            "--drain is %s; it must be a whole number of seconds "
            "from 0 to %d",
            o->drain, DRAIN_MAX_S);
    if (o->log && strcmp(o->log, "line") != 0 && strcmp(o->log, "lambda") != 0)
        return usage_error("--log is \"%s\"; it must be line or lambda",
                           o->log);
    if (o->log && o->quiet)
        return usage_error("--log and --quiet cannot be used together");
    if (!find_address(o, &err) ||
        (!o->address.is_loopback &&
         !server_access_check(&o->access, o->data, &o->address, &err)))
        return usage_error("%s", err.text);
    if (check_page_host(o) != EXIT_DONE)
        return EXIT_USAGE;
    return check_log_limits(o);
}

int serve_options_read(struct serve_options *o, char *const words[])
{
    int status = take_words(o, words);

    return status == EXIT_DONE ? check_options(o) : status;
}
