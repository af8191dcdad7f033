#include "bootstrap/options.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/config/settings_text.h"
#include "bootstrap/probe.h"
#include "common/version.h"

static const char usage[] =
    "usage: bootstrap [HANDLER]          run the events of the Lambda Runtime\n"
    "                                    API at AWS_LAMBDA_RUNTIME_API\n"
    "       bootstrap --once [HANDLER]   run one event: read it from stdin "
    "and\n"
    "                                    write the response to stdout\n"
    "       bootstrap --probe            show what this kernel can deny a "
    "handler,\n"
    "                                    and whose processes are copied\n"
    "       bootstrap --settings         print the settings as a Markdown "
    "table\n"
    "       bootstrap --help | --version\n"
    "\n"
    "Runs each event in a new process: an executable that reads the event "
    "from\n"
    "stdin and writes the response to stdout, or module.export in Deno, Node,\n"
    "Bun, Python or qjs. HANDLER replaces _HANDLER.\n"
    "\n"
    "Environment variables of the platform: AWS_LAMBDA_RUNTIME_API, _HANDLER,\n"
    "LAMBDA_TASK_ROOT, AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL,\n"
    "AWS_LAMBDA_FUNCTION_*. Settings of dayfly:\n"
    "\n";

static bool help(void)
{
    AUTO(struct buf, buf_free) list = BUF(64 * 1024);

    return settings_text_list(&list) && printf("%s%s", usage, list.data) > 0;
}

static bool settings(void)
{
    AUTO(struct buf, buf_free) table = BUF(64 * 1024);

    return settings_text_table(&table) && fputs(table.data, stdout) != EOF;
}

static bool version(void)
{
    return puts("dayfly " DAYFLY_VERSION) != EOF;
}

bool options_read(struct options *o, int argc, char **argv, struct error *err)
{
    *o = (struct options){.argv = argv};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!strcmp(word, "--once"))
            o->once = true;
        else if (!strcmp(word, "--help") || !strcmp(word, "-h"))
            o->print_and_exit = help;
        else if (!strcmp(word, "--version"))
            o->print_and_exit = version;
        else if (!strcmp(word, "--settings"))
            o->print_and_exit = settings;
        else if (!strcmp(word, "--probe"))
            o->print_and_exit = probe_print;
        else if (word[0] == '-')
            return error_set(err, "unknown option %s", word);
        else if (o->handler)
            return error_set(err, "more than one handler: %s, %s", o->handler,
                             word);
        else
            o->handler = word;
    }
    return true;
}
