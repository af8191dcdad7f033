#include "host/triggers/cli_hook.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_target.h"
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
    struct target_flags flags;
    struct api_target target;
    const char *action;
    const char *function; /* NULL: none, as of the next */
    const char *kind;
    struct hook_trial trial; /* also its name and its file, for all actions */
    bool json;
};

/* NULL: told. */
static json_t *send_request(const struct options *o, const char *method,
                            json_t *body)
{
    AUTO(struct buf, buf_free) path = BUF(1024);

    if (!buf_add_str(&path, API) ||
        (o->trial.name && (!buf_add_str(&path, "/") ||
                           !api_client_escape(&path, o->trial.name)))) {
        json_decref(body);
        (void)cli_failed("%s is no name of a webhook", o->trial.name);
        return NULL;
    }
    return trigger_request_send(&o->target, method, path.data, body);
}

static int list(const struct options *o)
{
    json_t *answer = send_request(o, "GET", NULL);
    const json_t *hooks = json_object_get(answer, "hooks");
    char *text;

    if (!answer)
        return EXIT_FAILED;
    if (o->json) {
        text = json_dumps(hooks, JSON_INDENT(2));
        (void)puts(text ? text : "[]");
        mem_free(text);
    }
    for (size_t i = 0; !o->json && i < json_array_size(hooks); i++)
        hook_print(json_array_get(hooks, i));
    json_decref(answer);
    return EXIT_DONE;
}

static int create(const struct options *o)
{
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
    all.trial.name = NULL;
    json_t *answer = send_request(&all, "GET", NULL);
    json_array_foreach(json_object_get(answer, "hooks"), i, hook)
    {
        if (!strcmp(api_json_text(hook, "name"), o->trial.name))
            found = hook_kind_find(kind, api_json_text(hook, "kind"));
    }
    if (answer && !found)
        (void)cli_failed("there is no webhook %s", o->trial.name);
    json_decref(answer);
    return found;
}

static int set_secret(const struct options *o)
{
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

static int delete_one(const struct options *o)
{
    return api_json_release(send_request(o, "DELETE", NULL)) ? EXIT_DONE
                                                             : EXIT_FAILED;
}

static int test(const struct options *o)
{
    struct hook_trial trial = o->trial;

    if (!trial.file)
        return usage_error("`dayfly hook test` needs --secret-file");
    return find_kind(o, &trial.kind) ? hook_trial_send(&trial, &o->target)
                                     : EXIT_FAILED;
}

static const struct action {
    const char *name;
    int (*run)(const struct options *o);
    bool needs_name;
} actions[] = {
    {"list", list, false},        {"create", create, true},
    {"secret", set_secret, true}, {"delete", delete_one, true},
    {"test", test, true},
};

/* As flag_value(), for any of them. */
static int take_flag(char *const words[], int *at, struct options *o)
{
    const struct {
        const char *name;
        const char **value;
    } flags[] = {
        {"--function", &o->function},
        {"--kind", &o->kind},
        {"--secret-file", &o->trial.file},
        {"--event", &o->trial.event},
        {"-d", &o->trial.body},
    };
    int found = target_flag(words, at, &o->flags);

    for (size_t i = 0; i < COUNT(flags) && found == 0; i++)
        found = flag_value(words, at, flags[i].name, flags[i].value);
    return found;
}

static int take_words(struct options *o, char *const words[])
{
    for (int i = 0; words[i]; i++) {
        int found = take_flag(words, &i, o);
        if (found < 0)
            return EXIT_USAGE;
        if (found > 0)
            continue;
        if (!strcmp(words[i], "--json"))
            o->json = true;
        else if (words[i][0] == '-')
            return usage_error("hook has no flag %s", words[i]);
        else if (!o->action)
            o->action = words[i];
        else if (!o->trial.name && *words[i])
            o->trial.name = words[i];
        else
            return usage_error("remove \"%s\"", words[i]);
    }
    return EXIT_DONE;
}

static int run(struct options *o, const struct action *action)
{
    struct error err = ERROR_NONE;
    int status;

    if (action->needs_name && !o->trial.name)
        return usage_error("`dayfly hook %s` needs the NAME of a webhook",
                           action->name);
    if (o->trial.name && !action->needs_name)
        return usage_error("`dayfly hook %s` takes no \"%s\"", action->name,
                           o->trial.name);
    if (!cli_target_open(&o->target, &o->flags, &err))
        return cli_failed("%s", err.text);
    if (o->target.is_aws)
        return cli_failed(
            "`dayfly hook` is about a host of dayfly; AWS has no "
            "webhooks");
    status = action->run(o);
    if (fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return status;
}

int cli_hook(char *const words[])
{
    struct options o = {.action = NULL};
    int status = take_words(&o, words);

    for (size_t i = 0; status == EXIT_DONE && i < COUNT(actions); i++)
        if (!strcmp(o.action ? o.action : "list", actions[i].name))
            return run(&o, &actions[i]);
    return status != EXIT_DONE
               ? status
               : usage_error(
                     "hook has no action \"%s\"; they are list, "
                     "create, secret, delete and test",
                     o.action);
}
