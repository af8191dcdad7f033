/* dayfly - Lambda functions on one's own machine. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host/cli/cli_invoke.h"
#include "host/cli/cli_list.h"
#include "host/cli/cli_replay.h"
#include "host/cli/cli_serve.h"
#include "host/cli/cli_util.h"

static const char help_all[] =
    "dayfly " DAYFLY_VERSION
    " - Lambda functions on your own machine\n"
    "\n"
    "  dayfly serve [--listen ADDR:PORT] [DIR...]   serve function folders\n"
    "  dayfly invoke NAME [-d JSON|-d @FILE|-]      call a function\n"
    "  dayfly list                                  name what is served\n"
    "  dayfly replay FILE                           run a failed event again\n"
    "  dayfly help COMMAND                          more about one of these\n"
    "  dayfly --version\n";

static const char help_serve[] =
    "dayfly serve [--listen ADDR:PORT] [DIR...]\n"
    "\n"
    "Serves every function folder in each DIR (default: .), and DIR itself\n"
    "when it is one, by AWS's Lambda API, until Ctrl-C. A function folder has\n"
    "one of: dayfly.json, an executable bootstrap, function.bundle.js,\n"
    "index.mjs, .js, .cjs, .ts, .mts with the export `handler`, or\n"
    "lambda_function.py with `lambda_handler`. Its name is the function's.\n"
    "\n"
    "  --listen ADDR:PORT  loopback only; port 0 takes a free one\n"
    "                      (default 127.0.0.1:9000)\n"
    "\n"
    "dayfly.json, every key optional:\n"
    "  handler      what is run, like \"index.handler\" or \"./program\"\n"
    "  interpreter  node, deno, bun, qjs, python3, or a path\n"
    "  timeout      seconds for one call, 1 to 900 (default 3)\n"
    "  memory       MB the function is told it has, 128 to 10240\n"
    "               (default 128)\n"
    "  env          {\"NAME\": \"value\"}\n"
    "  url          {\"invokeMode\": \"BUFFERED\"} (default), or\n"
    "               {\"invokeMode\": \"RESPONSE_STREAM\"}, or false: no URL\n"
    "  concurrency  calls at work at once, 1 to 1000 (default 1)\n"
    "  permissions, limits, isolation, required\n"
    "               what it may do and use\n"
    "  flags, output, spare, reuse, preload, residue, credentials\n"
    "               as the settings of these names: bootstrap --help\n"
    "\n"
    "Any HTTP request to http://ADDR:PORT/lambda-url/NAME/ or, in a browser,\n"
    "http://NAME.lambda-url.localhost:PORT/ is a call of the function.\n";

static const char help_invoke[] =
    "dayfly invoke NAME [-d JSON | -d @FILE | -] [--log] [--endpoint URL]\n"
    "\n"
    "Calls a function and prints its answer. The event is the text after -d,\n"
    "or that file, or with - standard input; without any it is {}.\n"
    "Exit status: 0 answered, 1 the function or the call failed, 2 usage.\n"
    "\n"
    "  --log           print the end of the call's log to standard error\n"
    "  --endpoint URL  where `dayfly serve` listens\n"
    "                  (default " DAYFLY_ENDPOINT ")\n";

static const char help_list[] =
    "dayfly list [--endpoint URL]\n"
    "\n"
    "Prints name, handler, timeout, memory and URL of the functions served at\n"
    "URL (default " DAYFLY_ENDPOINT ").\n";

static const char help_replay[] =
    "dayfly replay FILE [--folder DIR]\n"
    "\n"
    "Runs a failed event again, from the file that a bootstrap with\n"
    "DAYFLY_CAPSULE=DIR has kept of it: the same event, headers, settings and\n"
    "time limit, the code of its folder. Prints the answer; exit status 0 "
    "when\n"
    "it is good, 1 when it is an error. Variables whose values were not kept\n"
    "are those of your own environment.\n"
    "\n"
    "  --folder DIR  the function's folder, when it is another by now\n";

static const struct command {
    const char *name;
    const char *help;
    int (*run)(char *const words[]);
} commands[] = {
    {"serve", help_serve, cli_serve},
    {"invoke", help_invoke, cli_invoke},
    {"list", help_list, cli_list},
    {"replay", help_replay, cli_replay},
};

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

static int print(const char *text)
{
    if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return EXIT_DONE;
}

static int help_about(const char *name)
{
    const struct command *c = name ? find(name) : NULL;

    if (name && !c)
        return usage_error("there is no command \"%s\"", name);
    return print(c ? c->help : help_all);
}

static bool asks_help(char *const words[])
{
    for (; *words && strcmp(*words, "--") != 0; words++)
        if (!strcmp(*words, "--help") || !strcmp(*words, "-h"))
            return true;
    return false;
}

/* NULL: what was said is not for one of the commands. */
static int run(char *const words[], const struct command **about)
{
    const char *word = words[0];

    *about = NULL;
    if (!word)
        return usage_error(
            "a command is needed: serve, invoke, list or replay");
    if (!strcmp(word, "--version"))
        return print("dayfly " DAYFLY_VERSION "\n");
    if (!strcmp(word, "--help") || !strcmp(word, "-h"))
        return print(help_all);
    if (!strcmp(word, "help"))
        return help_about(words[1]);
    *about = find(word);
    if (!*about)
        return usage_error("there is no command \"%s\"", word);
    if (asks_help(words + 1))
        return print((*about)->help);
    return (*about)->run(words + 1);
}

int main(int argc, char *argv[])
{
    const struct command *about;
    int status = run(argv + (argc > 0 ? 1 : 0), &about);

    if (status == EXIT_USAGE)
        (void)fprintf(stderr, "dayfly: `dayfly %s%s` tells what there is\n",
                      about ? "help " : "--help", about ? about->name : "");
    return status;
}
