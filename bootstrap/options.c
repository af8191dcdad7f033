#include "bootstrap/options.h"

#include <stdio.h>
#include <string.h>

#include "common/version.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/config/manifest.h"
#include "bootstrap/policy/sealed_program.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/policy/sandbox_features.h"

static const char usage[] =
    "usage: bootstrap [HANDLER]          serve the Lambda Runtime API at\n"
    "                                    AWS_LAMBDA_RUNTIME_API\n"
    "       bootstrap --once [HANDLER]   one event on stdin, answer on stdout\n"
    "       bootstrap --probe            what this kernel can keep a handler "
    "from\n"
    "       bootstrap --settings         the settings below as a Markdown "
    "table\n"
    "       bootstrap --help | --version\n"
    "\n"
    "Runs every event in a fresh process: an executable (stdin to stdout), or\n"
    "module.export under Deno, Node or Bun. HANDLER replaces _HANDLER.\n"
    "\n"
    "Environment of the platform: AWS_LAMBDA_RUNTIME_API, _HANDLER,\n"
    "LAMBDA_TASK_ROOT, AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL,\n"
    "AWS_LAMBDA_FUNCTION_*. Settings of dayfly:\n"
    "\n";

static bool help(void)
{
    AUTO(struct buf, buf_free) list = BUF(64 * 1024);

    return settings_list(&list) && printf("%s%s", usage, list.data) > 0;
}

static bool settings(void)
{
    AUTO(struct buf, buf_free) table = BUF(64 * 1024);

    return settings_table(&table) && fputs(table.data, stdout) != EOF;
}

static bool version(void)
{
    return puts("dayfly " DAYFLY_VERSION) != EOF;
}

/* Of the function that is set, else of one that needs no file of its own. */
static void probe_program(struct sandbox_features *t)
{
    struct error why = ERROR_NONE;
    struct settings told;
    AUTO(struct manifest, manifest_free) manifest = MANIFEST;
    struct handler handler;
    const char *type;

    t->has[FEATURE_SEALED] =
        settings_read(&told, &manifest, &why) &&
        handler_find(&handler, &told, &type, &why) &&
        sealed_program_is(&handler,
                          t->has[FEATURE_UID] ? SANDBOX_FEATURES_UID_LEAST : 0,
                          &why);
    if (!t->has[FEATURE_SEALED])
        sandbox_features_missing(t, FEATURE_SEALED, why.text);
}

static bool probe(void)
{
    AUTO(struct buf, buf_free) table = BUF(64 * 1024);
    struct sandbox_features tiers;
    AUTO(struct namespaces, namespaces_close) spaces = NAMESPACES;

    namespaces_open(&spaces, true);
    sandbox_features_probe(&tiers, &spaces);
    sandbox_features_probe_limits(&tiers);
    probe_program(&tiers);
    return sandbox_features_table(&tiers, &table) &&
           fputs(table.data, stdout) != EOF;
}

bool options_read(struct options *o, int argc, char **argv, struct error *f)
{
    *o = (struct options){.argv = argv};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!strcmp(word, "--once"))
            o->once = true;
        else if (!strcmp(word, "--help") || !strcmp(word, "-h"))
            o->asks = help;
        else if (!strcmp(word, "--version"))
            o->asks = version;
        else if (!strcmp(word, "--settings"))
            o->asks = settings;
        else if (!strcmp(word, "--probe"))
            o->asks = probe;
        else if (word[0] == '-')
            return error_set(f, "unknown option %s", word);
        else if (o->handler)
            return error_set(f, "one handler is enough: %s, %s", o->handler,
                             word);
        else
            o->handler = word;
    }
    return true;
}
