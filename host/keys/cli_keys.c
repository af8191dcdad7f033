#include "host/keys/cli_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "common/fd.h"
#include "host/auth/key_file.h"
#include "host/cli/cli_util.h"

const char cli_keys_help[] =
    "dayfly keys add --role read|invoke|admin [--functions PATTERN]\n"
    "                [--queues PATTERN] [--data DIR | --keys FILE]\n"
    "dayfly keys list [--data DIR | --keys FILE]\n"
    "dayfly keys remove ID [--data DIR | --keys FILE]\n"
    "\n"
    "Access keys of callers. From the first key on, `dayfly serve` answers "
    "only\n"
    "requests with a signature by a key (AWS Signature Version 4, as all AWS "
    "SDKs\n"
    "and the AWS CLI make it) or with the header\n"
    "\n"
    "  Authorization: Bearer ID.SECRET\n"
    "\n"
    "`add` prints the new key as variables for a shell. A running host "
    "notices\n"
    "what is added and removed.\n"
    "\n"
    "  --role ROLE         read: look at functions; invoke: call them; admin:\n"
    "                      everything\n"
    "  --functions PATTERN\n"
    "                      the functions that the key is for, such as web-*;\n"
    "                      of read and invoke\n"
    "  --queues PATTERN    the queues that it is for, such as orders*. With "
    "one "
    "of\n"
    "                      both the key is for nothing else, without both for "
    "all\n"
    "  --data DIR          the folder that `dayfly serve` has, of which the "
    "file\n"
    "                      `keys` is meant (default: /var/lib/dayfly for "
    "root,\n"
    "                      else ~/.local/share/dayfly)\n"
    "  --keys FILE         another file, as of `dayfly serve --keys FILE`\n"
    "\n"
    "Of `dayfly serve`:\n"
    "\n"
    "  --keys FILE         the keys; without it the file `keys` in the folder\n"
    "                      of --data\n"
    "  --tls-cert FILE, --tls-key FILE\n"
    "                      certificate and private key (PEM): listen by TLS\n"
    "  --behind-proxy ADDR[,ADDR]\n"
    "                      addresses of proxies whose X-Forwarded-For, -Proto\n"
    "                      and -Host are believed\n"
    "  --host NAME         a name that the header Host may have besides\n"
    "                      localhost and addresses. Repeatable\n"
    "  --page-host NAME    the name at which a browser finds the page, and at\n"
    "                      which no function answers (default:\n"
    "                      dayfly.localhost)\n"
    "  --key-file FILE     encrypts the environment of functions made by API\n"
    "                      (default: environment.key in the folder of --data)\n"
    "\n"
    "It listens at an address that other machines reach, such as 0.0.0.0:443,\n"
    "only with a key and with TLS: its own, or that of a proxy.\n";

struct options {
    const char *data;
    const char *file;
    const char *role;
    const char *functions;
    const char *queues;
    const char *word; /* what `remove` removes */
    char path[PATH_MAX];
    char default_data[PATH_MAX];
    int lock; /* of the folder: two commands do not lose each other's key */
};

static int take_flag(struct options *o, char *const words[], int *at)
{
    const struct {
        const char *flag;
        const char **value;
    } flags[] = {{"--data", &o->data},
                 {"--keys", &o->file},
                 {"--role", &o->role},
                 {"--functions", &o->functions},
                 {"--queues", &o->queues}};
    int found = 0;

    for (size_t i = 0; found == 0 && i < COUNT(flags); i++)
        found = flag_value(words, at, flags[i].flag, flags[i].value);
    return found;
}

/* EXIT_DONE, or the exit status. */
static int read_options(struct options *o, char *const words[])
{
    for (int i = 0; words[i]; i++) {
        int found = take_flag(o, words, &i);
        if (found < 0)
            return EXIT_USAGE;
        if (found > 0)
            continue;
        if (words[i][0] == '-')
            return usage_error("keys has no flag %s", words[i]);
        if (o->word)
            return usage_error("\"%s\" is one word too many", words[i]);
        o->word = words[i];
    }
    if (o->data && o->file)
        return usage_error(
            "name the folder that `dayfly serve` has with --data DIR, or the "
            "file of keys with --keys FILE, not both");
    if (!o->data && !o->file && cli_data_folder(o->default_data))
        o->data = o->default_data;
    if (!o->data && !o->file)
        return usage_error("name the file of keys with --keys FILE");
    if (o->file)
        (void)snprintf(o->path, sizeof o->path, "%s", o->file);
    else
        (void)snprintf(o->path, sizeof o->path, "%.*s/keys", PATH_MAX - 8,
                       o->data);
    return EXIT_DONE;
}

static bool lock_folder(struct options *o, struct error *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(o->path, '/');

    (void)snprintf(folder, sizeof folder, "%.*s",
                   slash ? (int)(slash - o->path) + 1 : 1,
                   slash ? o->path : ".");
    if (o->data && mkdir(o->data, 0700) != 0 && errno != EEXIST)
        return error_set_errno(err, "cannot make the folder %s", o->data);
    o->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (o->lock < 0 || flock(o->lock, LOCK_EX) != 0)
        return error_set_errno(err, "cannot open the folder %s", folder);
    return true;
}

static int print_key(const struct access_key *key)
{
    (void)printf(
        "export AWS_ACCESS_KEY_ID=%s\n"
        "export AWS_SECRET_ACCESS_KEY=%s\n",
        key->id, key->secret);
    return fflush(stdout) == 0 ? EXIT_DONE
                               : cli_failed("cannot write to standard output");
}

/* `other`: the key has a pattern of the other kind. */
static int take_pattern(const char *flag, const char *text, bool other,
                        char pattern[KEY_FUNCTIONS_SIZE])
{
    if (text && (!key_pattern_is_valid(text) || !strcmp(text, KEY_NONE)))
        return usage_error(
            "%s must be a pattern of names, such as web-*, without blanks and "
            "of at most %d characters",
            flag, KEY_FUNCTIONS_SIZE - 1);
    (void)snprintf(pattern, KEY_FUNCTIONS_SIZE, "%s",
                   text    ? text
                   : other ? KEY_NONE
                           : KEY_ALL);
    return EXIT_DONE;
}

static int add(struct options *o, struct key_list *list)
{
    struct access_key key = {.role = KEY_ADMIN};
    struct error err = ERROR_NONE;
    int status;

    if (o->word)
        return usage_error("add takes no word \"%s\": it makes the key itself",
                           o->word);
    if (!o->role || !key_role_read(&key.role, o->role))
        return usage_error(
            "--role must be read (look at functions), invoke (call them) or "
            "admin (everything)");
    if ((o->functions || o->queues) && key.role == KEY_ADMIN)
        return usage_error("%s goes with --role read or invoke",
                           o->functions ? "--functions" : "--queues");
    status = take_pattern("--functions", o->functions, o->queues != NULL,
                          key.functions);
    if (status == EXIT_DONE)
        status = take_pattern("--queues", o->queues, o->functions != NULL,
                              key.queues);
    if (status != EXIT_DONE)
        return status;
    if (!key_make(&key, &err))
        return cli_failed("%s", err.text);
    if (!key_list_add(list, &key))
        return cli_failed("out of memory");
    if (!key_file_write(list, o->path, &err))
        return cli_failed("%s", err.text);
    return print_key(&key);
}

static int print_list(struct options *o, struct key_list *list)
{
    if (o->word || o->role || o->functions || o->queues)
        return usage_error("list takes --data DIR or --keys FILE only");
    for (size_t i = 0; i < list->count; i++)
        cli_print("%-20s  %-6s  functions %s  queues %s", list->keys[i].id,
                  key_role_name(list->keys[i].role), list->keys[i].functions,
                  list->keys[i].queues);
    return EXIT_DONE;
}

static int drop(struct options *o, struct key_list *list)
{
    const struct access_key *found;
    struct error err = ERROR_NONE;

    if (!o->word || o->role || o->functions || o->queues)
        return usage_error(
            "name the id of the key to remove: dayfly keys "
            "remove ID --data DIR");
    found = key_list_find(list, o->word);
    if (!found)
        return cli_failed("there is no key %s in %s", o->word, o->path);
    for (size_t i = (size_t)(found - list->keys); i + 1 < list->count; i++)
        list->keys[i] = list->keys[i + 1];
    list->count--;
    return key_file_write(list, o->path, &err) ? EXIT_DONE
                                               : cli_failed("%s", err.text);
}

static const struct {
    const char *name;
    int (*run)(struct options *o, struct key_list *list);
} commands[] = {{"add", add}, {"list", print_list}, {"remove", drop}};

int cli_keys(char *const words[])
{
    struct options o = {.lock = -1};
    struct key_list list = KEY_LIST_NONE;
    struct error err = ERROR_NONE;
    size_t which = 0;
    bool ignored;

    while (which < COUNT(commands) && words[0] &&
           strcmp(commands[which].name, words[0]) != 0)
        which++;
    if (!words[0] || which == COUNT(commands))
        return usage_error(
            "say what to do: keys add, keys list or keys "
            "remove ID");
    int status = read_options(&o, words + 1);
    if (status != EXIT_DONE)
        return status;
    status =
        lock_folder(&o, &err) && key_file_read(&list, o.path, &ignored, &err)
            ? commands[which].run(&o, &list)
            : cli_failed("%s", err.text);
    key_list_clear(&list);
    fd_close(&o.lock);
    return status;
}
