#include "host/triggers/cli_hook.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_action.h"
#include "host/cli/cli_util.h"
#include "host/client/api_json.h"
#include "host/hook_schemes/hook_list.h"
#include "host/triggers/hook_print.h"
#include "host/triggers/hook_secret.h"
#include "host/triggers/hook_trial.h"
#include "host/triggers/trigger_request.h"

#define API "/_dayfly/hooks"

const char cli_hook_help[] =
    "dayfly hook [list] [--json] [--endpoint URL]\n"
    "dayfly hook create NAME --function FUNCTION --kind KIND [--secret-file "
    "FILE]\n"
    "dayfly hook secret NAME --secret-file FILE\n"
    "dayfly hook delete NAME\n"
    "dayfly hook test NAME --secret-file FILE [--kind KIND] [--event NAME]\n"
    "                 [-d JSON|@FILE]\n"
    "\n"
    "The webhooks of a host that was started with --data. A signed POST to\n"
    "/_hooks/NAME becomes an event of its function.\n"
    "\n"
    "  list    name, kind, function, last request and URL (the default); what "
    "is\n"
    "          wrong, such as a deploy that has failed\n"
    "  create  makes one; prints its URL and, without a FILE, its new secret, "
    "which\n"
    "          is not shown again\n"
    "  secret  gives it other secrets: with the old and the new one in FILE "
    "both\n"
    "          are valid\n"
    "  delete  removes one\n"
    "  test    sends it a request, signed by the first secret of FILE\n"
    "\n"
    "  --kind KIND         who signs: github, gitlab, stripe, slack, standard\n"
    "                      (Standard Webhooks) or plain (see host/README.md)\n"
    "  --secret-file FILE  its secrets, one a line, at most 4; - is standard "
    "input\n"
    "  --function NAME     the function, or NAME:ALIAS\n"
    "  --event NAME        of the test: what X-GitHub-Event or X-Gitlab-Event "
    "says\n"
    "                      (default: a push)\n"
    "  -d JSON             the body of the test; @FILE: what is in the file\n"
    "  --endpoint URL      address of the running `dayfly serve`; without it "
    "that in\n"
    "                      the variable DAYFLY_ENDPOINT\n"
    "                      (default " ENDPOINT_DEFAULT ")\n";

struct options {
    struct cli_action_words words; /* its word is the name of the webhook */
    const char *function;          /* NULL: none, as of the next */
    const char *kind;
    struct hook_trial trial; /* also its file, for all actions */
    bool json;
};

/* NULL: told. */
static json_t *send_request(const struct options *o, const char *method,
                            json_t *body)
{
    AUTO(struct buf, buf_free) path = BUF(1024);

    if (!buf_add_str(&path, API) ||
        (o->words.what && (!buf_add_str(&path, "/") ||
                           !api_client_escape(&path, o->words.what)))) {
        json_decref(body);
        (void)cli_failed("%s is no name of a webhook", o->words.what);
        return NULL;
    }
    return trigger_request_send(&o->words.target, method, path.data, body);
}

static int list(const void *options)
{
    const struct options *o = options;

    return trigger_request_list(&o->words.target, API, "hooks",
                                o->json ? NULL : hook_print);
}

static int create(const void *options)
{
    const struct options *o = options;
    struct hook_secrets secrets;
    struct error err = ERROR_NONE;
    enum hook_kind kind;

    if (!o->function || !o->kind)
        return usage_error("`dayfly hook create` needs --function and --kind");
    if (!hook_kind_find(&kind, o->kind))
        return usage_error("--kind must be " HOOK_KIND_NAMES);
    if (!(o->trial.file ? hook_secret_read(&secrets, kind, o->trial.file, &err)
                        : hook_secret_make(&secrets, kind, &err)))
        return cli_failed("%s", err.text);
    json_t *answer = send_request(
        o, "POST",
        json_pack("{s:s, s:s, s:o}", "Function", o->function, "Kind", o->kind,
                  "Secrets", hook_secret_list(&secrets)));
    if (answer)
        cli_print("%s", api_json_text(answer, "url"));
    if (answer && !o->trial.file)
        cli_print("%s", secrets.text[0]);
    hook_secrets_clear(&secrets);
    return api_json_release(answer) ? EXIT_DONE : EXIT_FAILED;
}

/* The kind of a webhook that is there. False: told. */
static bool find_kind(const struct options *o, enum hook_kind *kind)
{
    struct options all = *o;
    const json_t *hook;
    bool found = false;
    size_t i;

    if (o->kind)
        return hook_kind_find(kind, o->kind) ||
               !usage_error("--kind must be " HOOK_KIND_NAMES);
    all.words.what = NULL;
    json_t *answer = send_request(&all, "GET", NULL);
    json_array_foreach(json_object_get(answer, "hooks"), i, hook)
    {
        if (!strcmp(api_json_text(hook, "name"), o->words.what))
            found = hook_kind_find(kind, api_json_text(hook, "kind"));
    }
    if (answer && !found)
        (void)cli_failed("there is no webhook %s", o->words.what);
    json_decref(answer);
    return found;
}

static int set_secret(const void *options)
{
    const struct options *o = options;
    struct hook_secrets secrets;
    struct error err = ERROR_NONE;
    enum hook_kind kind;

    if (!o->trial.file)
        return usage_error("`dayfly hook secret` needs --secret-file");
    if (!find_kind(o, &kind))
        return EXIT_FAILED;
    if (!hook_secret_read(&secrets, kind, o->trial.file, &err))
        return cli_failed("%s", err.text);
    json_t *answer = send_request(
        o, "PUT", json_pack("{s:o}", "Secrets", hook_secret_list(&secrets)));
    hook_secrets_clear(&secrets);
    return api_json_release(answer) ? EXIT_DONE : EXIT_FAILED;
}

static int delete_one(const void *options)
{
    return api_json_release(send_request(options, "DELETE", NULL))
               ? EXIT_DONE
               : EXIT_FAILED;
}

static int test(const void *options)
{
    const struct options *o = options;
    struct hook_trial trial = o->trial;

    trial.name = o->words.what;
    if (!trial.file)
        return usage_error("`dayfly hook test` needs --secret-file");
    return find_kind(o, &trial.kind) ? hook_trial_send(&trial, &o->words.target)
                                     : EXIT_FAILED;
}

#define NAME "the NAME of a webhook"

static const struct cli_action actions[] = {
    {.name = "list", .run = list},
    {.name = "create", .run = create, .needs = NAME},
    {.name = "secret", .run = set_secret, .needs = NAME},
    {.name = "delete", .run = delete_one, .needs = NAME},
    {.name = "test", .run = test, .needs = NAME},
};

static const struct cli_command command = {.name = "hook",
                                           .actions = actions,
                                           .count = COUNT(actions),
                                           .not_aws = "AWS has no webhooks"};

int cli_hook(char *const words[])
{
    struct options o = {.function = NULL};
    const struct cli_flag flags[] = {
        {.name = "--function", .value = &o.function},
        {.name = "--kind", .value = &o.kind},
        {.name = "--secret-file", .value = &o.trial.file},
        {.name = "--event", .value = &o.trial.event},
        {.name = "-d", .value = &o.trial.body},
        {.name = "--json", .is_set = &o.json},
    };

    return cli_action_run(&command, words, flags, COUNT(flags), &o.words, &o);
}
