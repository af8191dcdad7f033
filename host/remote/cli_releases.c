#include "host/remote/cli_releases.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/client/api_json.h"
#include "host/deploy/deploy.h"
#include "host/client/release_list.h"
#include "host/remote/release_restore.h"

const char help_releases[] =
    "dayfly releases [--alias NAME] [--json] [--endpoint URL | --region R]\n"
    "\n"
    "Lists the releases that `dayfly deploy` has made, the last one first: "
    "the\n"
    "versions that the functions had under the alias (default live). * marks\n"
    "the one that callers get; none is marked if an alias was moved by hand.\n"
    "On AWS they are read from the descriptions of the versions.\n"
    "\n"
    "  --json  an array of objects with release, time, functions (names to\n"
    "          versions), note and current\n"
    "  --endpoint, --region, --profile  as of `dayfly deploy`\n";

const char help_rollback[] =
    "dayfly rollback [RELEASE] [--alias NAME] [--dry-run]\n"
    "                [--endpoint URL | --region R]\n"
    "\n"
    "Moves the alias (default live) of all functions of a release back to its\n"
    "versions; without RELEASE, of the one before the current one. Functions\n"
    "that the release does not have keep what they have; those that were "
    "deleted\n"
    "are left out. On a `dayfly serve` all aliases move at once, and the "
    "alias\n"
    "then gets the messages of the `queues` that dayfly.json of its versions "
    "has.\n"
    "The queues themselves, also those of templates, stay as the last "
    "deployment\n"
    "left them. On AWS the aliases move one after the other.\n"
    "\n"
    "  --dry-run  show what would move\n"
    "  --endpoint, --region, --profile  as of `dayfly deploy`\n";

struct options {
    struct target_flags flags;
    struct api_target target;
    const char *alias;
    const char *release; /* NULL: the one before the current one */
    bool is_dry;
    bool json;
    json_t *releases; /* owned */
    unsigned current;
};

static const char *note_of(const json_t *one)
{
    return api_json_text(one, "note");
}

/* "hello 3, bye 2" */
static bool add_functions(struct buf *text, const json_t *one)
{
    const char *name;
    json_t *version;
    bool ok = true;

    json_object_foreach(json_object_get(one, "functions"), name, version)
    {
        ok = ok && buf_printf(text, "%s%s %s", text->size > 0 ? ", " : "", name,
                              json_string_value(version));
    }
    return ok;
}

static void print_release(const struct options *o, const json_t *one)
{
    AUTO(struct buf, buf_free) text = BUF(4096);
    bool is_current =
        o->current > 0 && api_json_number(one, "release") == o->current;

    if (!add_functions(&text, one))
        (void)!buf_add_str(&text, "...");
    cli_print("%s %4lld  %.19s  %s%s%s", is_current ? "*" : " ",
              api_json_number(one, "release"), api_json_text(one, "time"),
              text.data, *note_of(one) ? "  " : "", note_of(one));
}

static bool read_all(struct options *o, struct error *err)
{
    if (!o->alias)
        o->alias = DEPLOY_ALIAS;
    return cli_target_open(&o->target, &o->flags, err) &&
           release_list_read(&o->releases, &o->target, o->alias, err) &&
           release_list_current(&o->current, o->releases, &o->target, o->alias,
                                err);
}

static int print_json(const struct options *o)
{
    for (size_t i = 0; i < json_array_size(o->releases); i++) {
        json_t *one = json_array_get(o->releases, i);
        (void)json_object_set_new(
            one, "current",
            json_boolean(api_json_number(one, "release") == o->current));
    }
    if (json_dumpf(o->releases, stdout, JSON_INDENT(2)) == 0 &&
        fputs("\n", stdout) >= 0 && fflush(stdout) == 0)
        return EXIT_DONE;
    return cli_failed("cannot write to standard output");
}

static int list(struct options *o)
{
    struct error err = ERROR_NONE;

    if (!read_all(o, &err))
        return cli_failed("%s", err.text);
    if (o->json)
        return print_json(o);
    if (json_array_size(o->releases) == 0)
        cli_note(
            "there is no release of the alias %s; `dayfly deploy` makes "
            "one",
            o->alias);
    for (size_t i = 0; i < json_array_size(o->releases); i++)
        print_release(o, json_array_get(o->releases, i));
    return EXIT_DONE;
}

/* 0: err says why there is none. */
static unsigned wanted(const struct options *o, struct error *err)
{
    char *end = NULL;
    unsigned long number = o->release ? strtoul(o->release, &end, 10) : 0;
    unsigned before = 0;

    if (o->release)
        return (unsigned)number;
    if (o->current == 0) {
        (void)error_set(err,
                        "the alias %s has the versions of no release, so there "
                        "is none before: name one of `dayfly releases`",
                        o->alias);
        return 0;
    }
    for (size_t i = 0; i < json_array_size(o->releases) && before == 0; i++) {
        long long one =
            api_json_number(json_array_get(o->releases, i), "release");
        before = one < o->current ? (unsigned)one : 0;
    }
    if (before == 0)
        (void)error_set(err, "there is no release before %u", o->current);
    return before;
}

static bool move(const struct options *o, json_t *one, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(4096);
    AUTO(struct buf, buf_free) absent = BUF(4096);
    const unsigned number = (unsigned)api_json_number(one, "release");
    json_t *said = NULL;
    size_t i;
    const json_t *line;

    if (!release_drop_absent(&o->target, one, &absent, err))
        return false;
    if (json_object_size(json_object_get(one, "functions")) == 0)
        return error_set(err,
                         "release %u cannot come back, since its functions "
                         "were deleted: %s; `dayfly deploy` makes them again",
                         number, absent.data);
    if (!add_functions(&text, one))
        return error_set(err, "out of memory");
    if (!o->is_dry && !release_restore(&o->target, o->alias, one, &said, err))
        return false;
    cli_print("%s: becomes release %u: %s", o->alias, number, text.data);
    if (absent.size > 0)
        cli_note("left out, since they were deleted: %s", absent.data);
    json_array_foreach(said, i, line)
    {
        cli_print("%s", json_string_value(line));
    }
    json_decref(said);
    return true;
}

static bool roll_back(struct options *o, struct error *err)
{
    unsigned number = 0;

    if (!read_all(o, err) || (number = wanted(o, err)) == 0)
        return false;
    json_t *one = release_list_find(o->releases, number);
    if (!one)
        return error_set(err,
                         "the alias %s has no release %u; `dayfly releases` "
                         "lists them",
                         o->alias, number);
    if (number != o->current)
        return move(o, one, err);
    cli_print("nothing to do: %s has release %u", o->alias, number);
    return true;
}

static int rollback(struct options *o)
{
    struct error err = ERROR_NONE;

    return roll_back(o, &err) ? EXIT_DONE : cli_failed("%s", err.text);
}

/* 1: taken; 0: it is not a flag; -1: wrong. */
static int take_flag(struct options *o, char *const words[], int *at,
                     bool is_list)
{
    int found = target_flag(words, at, &o->flags);

    if (found == 0)
        found = flag_value(words, at, "--alias", &o->alias);
    if (found != 0)
        return found;
    if (is_list && !strcmp(words[*at], "--json"))
        o->json = true;
    else if (!is_list && !strcmp(words[*at], "--dry-run"))
        o->is_dry = true;
    else
        return 0;
    return 1;
}

static int take_word(struct options *o, const char *word, bool is_list)
{
    bool is_number = *word && strspn(word, "0123456789") == strlen(word) &&
                     strlen(word) < 10 && strtoul(word, NULL, 10) > 0;

    if (is_list || *word == '-')
        return usage_error("%s takes no %s", is_list ? "releases" : "rollback",
                           word);
    if (!is_number || o->release)
        return usage_error("rollback takes one number of a release, not \"%s\"",
                           word);
    o->release = word;
    return -1;
}

static int run(char *const words[], bool is_list)
{
    struct options o = {.alias = NULL};
    int status = -1;

    for (int i = 0; words[i] && status < 0; i++) {
        int found = take_flag(&o, words, &i, is_list);
        if (found < 0)
            status = EXIT_USAGE;
        else if (found == 0)
            status = take_word(&o, words[i], is_list);
    }
    if (status < 0)
        status = is_list ? list(&o) : rollback(&o);
    json_decref(o.releases);
    return status;
}

int cli_releases(char *const words[])
{
    return run(words, true);
}

int cli_rollback(char *const words[])
{
    return run(words, false);
}
