#include "host/remote/cli_deploy.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/cli/serve_template.h"
#include "host/deploy/deploy.h"
#include "host/functions/function_name.h"
#include "host/functions/function_registry.h"
#include "host/functions/function_scan.h"

const char help_deploy[] =
    "dayfly deploy [DIR...] [--alias NAME] [--dry-run] [--note TEXT]\n"
    "              [--url AWS_IAM|NONE] [--parameter-overrides NAME=VALUE]\n"
    "              [--s3-bucket NAME] [--endpoint URL]\n"
    "dayfly deploy [DIR...] --region R [--role ARN] [--arch x86_64|arm64]\n"
    "              [--layers DIR] and those above\n"
    "\n"
    "Brings functions to a `dayfly serve`, or to AWS with --region. Each DIR "
    "is\n"
    "a function folder, or contains function folders or a SAM template "
    "(default:\n"
    "the current folder). For each function: packs the folder, creates the "
    "function or\n"
    "updates code and configuration where they differ, waits until it is "
    "ready,\n"
    "publishes a version. Then the alias of all functions moves to these\n"
    "versions: one release. If one fails, no alias moves. Each step is shown\n"
    "before it is sent. Exit status: 0 done, 1 failed, 2 the command line is\n"
    "wrong.\n"
    "\n"
    "  --alias NAME    alias that callers use (default: AutoPublishAlias of "
    "the\n"
    "                  template, else live)\n"
    "  --dry-run       show the steps, and send only requests that read\n"
    "  --note TEXT     what the release is, for `dayfly releases`\n"
    "  --url AUTH      also functions without `url` in dayfly.json get a URL;\n"
    "                  AUTH is AWS_IAM or NONE: everyone may call it\n"
    "  --role ARN      role of the functions on AWS; a new function needs one\n"
    "  --arch ARCH     of the functions (default: that of this machine)\n"
    "  --layers DIR    where dayfly-runtime-x86_64.zip and the like are "
    "(default:\n"
    "                  the folder of this program); `make layer layer-node`\n"
    "                  makes them\n"
    "  --s3-bucket NAME\n"
    "                  where zip files of more than 50 MB go first; a host of\n"
    "                  yours takes them from the S3 in DAYFLY_S3_ENDPOINT\n"
    "  --parameter-overrides NAME=VALUE\n"
    "                  a parameter of the template; may be given several "
    "times\n"
    "  --endpoint URL  address of the running `dayfly serve`; without it that "
    "in\n"
    "                  the variable DAYFLY_ENDPOINT\n"
    "                  (default " ENDPOINT_DEFAULT
    ")\n"
    "  --region R      AWS in this region, with the keys of your shell\n"
    "  --profile NAME  the keys of this profile of the AWS CLI\n";

struct options {
    struct target_flags flags;
    const char *alias;
    struct deploy deploy;
    struct serve_parameters parameters;
    char *const *folders;
};

/* At once: an error that follows goes to another stream, and whoever interrupts
 * it wants to know how far it has come. */
static void show(const char *line)
{
    cli_print("%s", line);
    (void)fflush(stdout);
}

/* 1: taken; 0: it is no flag; -1: wrong. */
static int take_parameter(struct options *o, char *const words[], int *at)
{
    const char *pair = NULL;
    struct error err = ERROR_NONE;
    int found = flag_value(words, at, "--parameter-overrides", &pair);

    if (found <= 0 || serve_parameters_add(&o->parameters, pair, &err))
        return found;
    (void)usage_error("--parameter-overrides: %s", err.text);
    return -1;
}

static int take_flag(struct options *o, char *const words[], int *at)
{
    const struct {
        const char *flag;
        const char **value;
    } flags[] = {{"--alias", &o->alias},
                 {"--role", &o->deploy.role},
                 {"--url", &o->deploy.url_auth},
                 {"--note", &o->deploy.note},
                 {"--arch", &o->deploy.arch},
                 {"--layers", &o->deploy.layers},
                 {"--s3-bucket", &o->deploy.s3_bucket}};
    int found = target_flag(words, at, &o->flags);

    for (size_t i = 0; found == 0 && i < COUNT(flags); i++)
        found = flag_value(words, at, flags[i].flag, flags[i].value);
    if (found == 0)
        found = take_parameter(o, words, at);
    if (found == 0 && !strcmp(words[*at], "--dry-run")) {
        o->deploy.is_dry = true;
        return 1;
    }
    return found;
}

static int check_values(struct options *o)
{
    const struct deploy *d = &o->deploy;

    if (o->alias && (!function_qualifier_is_plain(o->alias) ||
                     strspn(o->alias, "0123456789") == strlen(o->alias) ||
                     *o->alias == '$'))
        return usage_error(
            "\"%s\" cannot be an alias: it must be 1 to 128 "
            "letters, digits, - and _, and not only digits",
            o->alias);
    if (d->url_auth && strcmp(d->url_auth, "AWS_IAM") != 0 &&
        strcmp(d->url_auth, "NONE") != 0)
        return usage_error(
            "--url is \"%s\"; it must be AWS_IAM, or NONE: "
            "everyone may call it",
            d->url_auth);
    if (d->arch && strcmp(d->arch, "x86_64") != 0 &&
        strcmp(d->arch, "arm64") != 0)
        return usage_error("--arch is \"%s\"; it must be x86_64 or arm64",
                           d->arch);
    if (d->role && strncmp(d->role, "arn:aws", strlen("arn:aws")) != 0)
        return usage_error(
            "--role is \"%s\", which is no ARN of a role: "
            "arn:aws:iam::123456789012:role/lambda-basic is one",
            d->role);
    return -1;
}

static bool find_functions(struct function_registry *registry,
                           char *const folders[], struct error *err)
{
    static char here[] = ".";
    char *const none[] = {here, NULL};
    char *const *list = folders[0] ? folders : none;

    for (size_t i = 0; list[i]; i++)
        if (!function_scan(registry, list[i], err))
            return false;
    if (registry->problems.count > 0)
        return error_set(err, "%s", registry->problems.texts[0]);
    for (size_t i = 0; i < registry->root_count; i++)
        if (registry->roots[i].template)
            return true;
    return registry->count > 0 ||
           error_set(err,
                     "%s has no function: a function folder has a dayfly.json, "
                     "or one of the files in `dayfly help serve`; else a SAM "
                     "template names functions",
                     list[0]);
}

/* "arm64" as AWS says it. */
static const char *own_arch(void)
{
    struct utsname machine;

    return uname(&machine) == 0 && !strcmp(machine.machine, "aarch64")
               ? "arm64"
               : "x86_64";
}

static bool run(struct options *o, struct error *err)
{
    const struct cfn_setting setting = {.region = o->deploy.target.region,
                                        .parameters = o->parameters.list};
    AUTO(struct function_registry, function_registry_clear)
    registry = {.setup = {.bootstrap = ""},
                .leaves_templates = true,
                .setting = &setting};

    return find_functions(&registry, o->folders, err) &&
           serve_parameters_check(&o->parameters, &registry, err) &&
           deploy_run(&o->deploy, &registry, err);
}

static int deploy(struct options *o)
{
    struct deploy *d = &o->deploy;
    char program[PATH_MAX];
    struct error err = ERROR_NONE;

    if (!cli_target_open(&d->target, &o->flags, &err) ||
        !own_bootstrap(program, &err))
        return cli_failed("%s", err.text);
    *strrchr(program, '/') = '\0';
    d->alias = o->alias;
    d->parameters = o->parameters.list;
    d->layers = d->layers ? d->layers : program;
    d->arch = d->arch ? d->arch : own_arch();
    d->show = show;
    if (!run(o, &err))
        return cli_failed("%s", err.text);
    if (d->steps == 0)
        cli_print("nothing to do: all is as it should be");
    return EXIT_DONE;
}

int cli_deploy(char *const words[])
{
    struct options o = {.alias = NULL};
    size_t count = 0;
    int status = -1;

    while (words[count])
        count++;
    char **folders = mem_new(count + 1, sizeof *folders);
    if (!folders)
        return cli_failed("out of memory");
    o.folders = folders;
    count = 0;
    for (int i = 0; words[i] && status < 0; i++) {
        int found = take_flag(&o, words, &i);
        if (found < 0)
            status = EXIT_USAGE;
        else if (found == 0 && *words[i] == '-')
            status = usage_error("deploy has no flag %s", words[i]);
        else if (found == 0)
            folders[count++] = words[i];
    }
    if (status < 0)
        status = check_values(&o);
    if (status < 0)
        status = deploy(&o);
    mem_free(folders);
    return status;
}
