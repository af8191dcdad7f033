/* main.c - the command line of `dayfly`. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host/archive/archive_command.h"
#include "host/cli/cli_debug.h"
#include "host/cli/cli_event.h"
#include "host/cli/cli_init.h"
#include "host/cli/cli_invoke.h"
#include "host/cli/cli_list.h"
#include "host/cli/cli_replay.h"
#include "host/cli/cli_serve.h"
#include "host/cli/cli_util.h"
#include "host/keys/cli_keys.h"
#include "host/queue/cli_queue.h"

/* The flags of target_flag(). */
#define HELP_TARGET                                                            \
    "  --endpoint URL  address of the running `dayfly serve`; without it "     \
    "that "                                                                    \
    "in\n"                                                                     \
    "                  the variable DAYFLY_ENDPOINT\n"                         \
    "                  (default " ENDPOINT_DEFAULT                             \
    ")\n"                                                                      \
    "  --region R      AWS in this region, with the keys of your shell\n"      \
    "  --profile NAME  the keys of this profile of the AWS CLI\n"

static const char help_all[] =
    "dayfly " DAYFLY_VERSION
    " - runs AWS Lambda functions on your own machine\n"
    "\n"
    "  dayfly init NAME --runtime RUNTIME           make a new function\n"
    "  dayfly serve [--listen ADDR:PORT] [DIR...]   serve function folders\n"
    "  dayfly invoke NAME [-d JSON|-d @FILE|-]      invoke a function\n"
    "  dayfly debug [NAME]                          serve one with its "
    "debugger\n"
    "  dayfly event KIND                            print a sample event\n"
    "  dayfly list                                  list the functions served\n"
    "  dayfly replay FILE                           run a failed event again\n"
    "  dayfly keys add|list|remove                  access keys of callers\n"
    "  dayfly queue [show|redrive|purge|receive]    events that wait or have "
    "failed\n"
    "  dayfly help COMMAND                          describe a command\n"
    "  dayfly --version                             print the version\n";

static const char help_init[] =
    "dayfly init NAME --runtime node|python|deno|bun|shell|c|go\n"
    "\n"
    "Makes the folder NAME with a function: the handler, its dayfly.json and\n"
    "event.json, a sample event. Prints how to serve, invoke and test it. "
    "NAME\n"
    "may be a path; its last part is the name of the function. A folder that\n"
    "exists must be empty.\n";

static const char help_event[] =
    "dayfly event KIND [--body TEXT] [--path PATH] [--method METHOD]\n"
    "\n"
    "Prints a sample event as AWS documents it. KIND is apigw-v2 (HTTP API "
    "and\n"
    "function URL), apigw-v1 (REST API), alb, sqs, sns, s3, dynamodb, kinesis\n"
    "or eventbridge. For example:\n"
    "\n"
    "  dayfly event sqs --body hello | dayfly invoke NAME -\n"
    "\n"
    "  --body TEXT      body of the request, message or record; of "
    "eventbridge\n"
    "                   its detail, JSON; not of s3 and dynamodb\n"
    "  --path PATH      path of the request: apigw-v2, apigw-v1, alb\n"
    "  --method METHOD  method of the request, else POST: the same\n";

static const char help_serve[] =
    "dayfly serve [--listen ADDR:PORT] [--drain SECONDS] [--env NAME[=VALUE]]\n"
    "             [--env-file FILE] [--parameter-overrides NAME=VALUE]\n"
    "             [--log line|lambda] [--quiet] [--data FOLDER] [DIR...]\n"
    "\n"
    "Serves functions through the AWS Lambda API until Ctrl-C. Each DIR is a\n"
    "function folder, or contains function folders (default: the current\n"
    "folder). A function folder has at least one of these files: dayfly.json;\n"
    "bootstrap, executable; function.bundle.js; index.mjs, .js, .cjs, .ts or\n"
    ".mts, which exports `handler`; lambda_function.py, which defines\n"
    "`lambda_handler`. The name of the folder is the name of the function. A\n"
    "DIR with a SAM template (template.yaml) has the functions and the routes\n"
    "of the template.\n"
    "\n"
    "  --listen ADDR:PORT  address to listen at; with port 0 the system "
    "chooses\n"
    "                      a port (default 127.0.0.1:9000). One that other\n"
    "                      machines reach needs keys and TLS\n"
    "  --keys FILE, --tls-cert FILE, --tls-key FILE, --behind-proxy ADDR,\n"
    "  --host NAME, --key-file FILE\n"
    "                      who may call: see `dayfly help keys`\n"
    "  --drain SECONDS     after SIGTERM, how long invocations may still run,\n"
    "                      0 to 900 (default 30); a second signal ends them\n"
    "  --log line|lambda   what standard error gets of each call: one line, "
    "or\n"
    "                      START, END and REPORT as on AWS (default: line on "
    "a\n"
    "                      terminal, otherwise lambda). What a function "
    "prints\n"
    "                      is always there. NO_COLOR=1: a line without "
    "colours\n"
    "  --data FOLDER       keep functions that are made by the Lambda API, and "
    "the\n"
    "                      events that wait (see `dayfly help queue`), there;\n"
    "                      without it, and without functions in the current\n"
    "                      folder, /var/lib/dayfly for root, otherwise\n"
    "                      ~/.local/share/dayfly\n"
    "  --quiet             nothing of each call, and no list of the functions\n"
    "  --env NAME          pass this variable of your shell to all functions, "
    "for\n"
    "                      example AWS_PROFILE; NAME=VALUE sets it. "
    "Repeatable\n"
    "  --env-file FILE     pass those in FILE: lines NAME=VALUE. Repeatable. "
    "The\n"
    "                      file .env in a function's folder is for it, that\n"
    "                      beside a SAM template for all functions of it\n"
    "  --parameter-overrides NAME=VALUE\n"
    "                      the value of a parameter of a SAM template.\n"
    "                      Repeatable\n"
    "\n"
    "dayfly.json, every key optional:\n"
    "  handler      what to run, for example \"index.handler\" or "
    "\"./program\"\n"
    "  interpreter  node, deno, bun, qjs, python3, or a path\n"
    "  timeout      seconds per invocation, 1 to 900 (default 3)\n"
    "  memory       MB of memory that the function is configured with, 128 to\n"
    "               10240 (default 128); a limit if it is set and the machine\n"
    "               can hold it\n"
    "  env          environment variables: {\"NAME\": \"value\"}\n"
    "  url          {\"invokeMode\": \"BUFFERED\"} (default),\n"
    "               {\"invokeMode\": \"RESPONSE_STREAM\"}, or false: no URL;\n"
    "               {\"cors\": {...}}: pages of other origins that may call\n"
    "  concurrency  N: up to N invocations at the same time in one runtime\n"
    "               process, 1 to 1000. Without it up to 10 runtime processes\n"
    "               start as they are needed\n"
    "  idle         seconds after which a runtime process that is not used\n"
    "               ends, 1 to 86400 (default 300)\n"
    "  warmupOnStart\n"
    "               true: a runtime process starts with the host\n"
    "  build        a command line, or an array of its words: run in the\n"
    "               folder when its files have changed\n"
    "  permissions, limits, isolation, required\n"
    "               what the function may do and use\n"
    "  flags, output, spare, reuse, preload, residue, credentials, rehearse\n"
    "               as the settings of the same names: bootstrap --help\n"
    "\n"
    "Each HTTP request to http://ADDR:PORT/lambda-url/NAME/ or, in a browser,\n"
    "to http://NAME.lambda-url.localhost:PORT/ invokes the function.\n";

static const char help_debug[] =
    "dayfly debug [NAME|DIR] [--port PORT] [--listen ADDR:PORT] "
    "[--env NAME[=VALUE]]\n"
    "             [--env-file FILE] [--log line|lambda]\n"
    "\n"
    "Serves the functions of the current folder, of which NAME is for a\n"
    "debugger, or the one in the folder DIR, a path with a slash. Each call of "
    "it\n"
    "starts its process, which waits before it loads the function until a\n"
    "debugger connects: the inspector of Node (20.15 or later), Deno or Bun, "
    "or\n"
    "debugpy of Python, which must be installed. Its calls may take 900 s and "
    "run\n"
    "one after the other. Prints what to put into VS Code's launch.json; for "
    "Node\n"
    "and Deno also chrome://inspect connects.\n"
    "\n"
    "  --port PORT  of 127.0.0.1, that the debugger connects to (default "
    "9229)\n"
    "  --listen, --env, --env-file, --log  as of `dayfly serve`\n";

static const char help_invoke[] =
    "dayfly invoke NAME[:QUALIFIER] [-d JSON | -d @FILE | -] [--log]\n"
    "              [--endpoint URL | --region R]\n"
    "\n"
    "Invokes a function and prints its response. The event is JSON, the\n"
    "content of FILE, or with - standard input. Without them it is the file\n"
    "event.json in the function's folder, or {} if there is none. An error is\n"
    "printed as text on a terminal, otherwise as JSON.\n"
    "Exit status: 0 success; 1 the function, the request or the connection\n"
    "failed; 2 the command line is wrong.\n"
    "\n"
    "  --log           also print the end of the log to standard "
    "error\n" HELP_TARGET;

static const char help_list[] =
    "dayfly list [--json] [--endpoint URL | --region R]\n"
    "\n"
    "Prints name, handler, timeout, memory and URL of each function served.\n"
    "\n"
    "  --json          an array of objects with name, handler, timeout (s),\n"
    "                  memory (MB) and url (null: the function has "
    "none)\n" HELP_TARGET;

static const char help_replay[] =
    "dayfly replay FILE [--folder DIR]\n"
    "\n"
    "Runs a failed event again, from a capsule: the file that the bootstrap\n"
    "writes with DAYFLY_CAPSULE=DIR. Event, headers, settings and time limit\n"
    "are those of the capsule; the code is that of the function's folder.\n"
    "Variables whose values the capsule does not contain are taken from your\n"
    "environment. Prints the response. Exit status: 0 success, 1 error.\n"
    "\n"
    "  --folder DIR  the function's folder, if it has moved\n";

static const struct command {
    const char *name;
    const char *help;
    int (*run)(char *const words[]);
} commands[] = {
    {"init", help_init, cli_init},        {"serve", help_serve, cli_serve},
    {"debug", help_debug, cli_debug},     {"invoke", help_invoke, cli_invoke},
    {"event", help_event, cli_event},     {"list", help_list, cli_list},
    {"replay", help_replay, cli_replay},  {"keys", cli_keys_help, cli_keys},
    {"queue", cli_queue_help, cli_queue},
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

/* *about is the command that the words name, or NULL. Returns the exit status.
 */
static int run(char *const words[], const struct command **about)
{
    const char *word = words[0];

    *about = NULL;
    if (!word)
        return usage_error(
            "a command is missing: init, serve, debug, invoke, event, list, "
            "replay, keys or queue");
    if (!strncmp(word, "--", 2) &&
        (!strcmp(word, ARCHIVE_UNPACK) || !strcmp(word, ARCHIVE_REMOVE)))
        return archive_command(words);
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
        (void)fprintf(stderr, "dayfly: see `dayfly %s%s`\n",
                      about ? "help " : "--help", about ? about->name : "");
    return status;
}
