/* main.c - the command line of `dayfly`. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host/archive/archive_command.h"
#include "host/backup/cli_backup.h"
#include "host/build/program_build.h"
#include "host/cli/cli_debug.h"
#include "host/doctor/cli_doctor.h"
#include "host/remote/cli_delete.h"
#include "host/remote/cli_deploy.h"
#include "host/remote/cli_releases.h"
#include "host/cli/cli_event.h"
#include "host/cli/cli_init.h"
#include "host/cli/cli_invoke.h"
#include "host/cli/cli_list.h"
#include "host/cli/cli_replay.h"
#include "host/cli/cli_serve.h"
#include "host/cli/cli_util.h"
#include "host/client/s3_fetch.h"
#include "host/copies/copy_command.h"
#include "host/groups/host_group.h"
#include "host/help/help_texts.h"
#include "host/keys/cli_keys.h"
#include "host/logs/cli_logs.h"
#include "host/queue/cli_queue.h"
#include "host/runtime/runtime_entry.h"
#include "host/top/cli_top.h"
#include "host/triggers/cli_hook.h"
#include "host/triggers/cli_schedule.h"

static const struct command {
    const char *name;
    const char *help;
    int (*run)(char *const words[]);
} commands[] = {
    {"init", help_init, cli_init},
    {"serve", help_serve, cli_serve},
    {"watch", help_watch, cli_watch},
    {"debug", help_debug, cli_debug},
    {"invoke", help_invoke, cli_invoke},
    {"event", help_event, cli_event},
    {"list", help_list, cli_list},
    {"logs", cli_logs_help, cli_logs},
    {"top", cli_top_help, cli_top},
    {"replay", help_replay, cli_replay},
    {"keys", cli_keys_help, cli_keys},
    {"queue", cli_queue_help, cli_queue},
    {"schedule", cli_schedule_help, cli_schedule},
    {"hook", cli_hook_help, cli_hook},
    {"backup", cli_backup_help, cli_backup},
    {"doctor", cli_doctor_help, cli_doctor},
    {"deploy", help_deploy, cli_deploy},
    {"releases", help_releases, cli_releases},
    {"rollback", help_rollback, cli_rollback},
    {"delete", cli_delete_help, cli_delete},
};

/* What the host starts of its own program. */
static const struct part {
    const char *word;
    int (*run)(char *const words[]); /* words[0] is the word */
    bool leaves;                     /* the host's control group, before */
} parts[] = {
    {ARCHIVE_UNPACK, archive_command, true},
    {ARCHIVE_SYNC, archive_command, true},
    {ARCHIVE_REMOVE, archive_command, true},
    {ARCHIVE_FETCH, s3_fetch_command, true},
    {COPY_MAKE, copy_command, true},
    {COPY_SWEEP, copy_command, true},
    {BUILD_APART, program_build_apart, false},
    {RUNTIME_ENTRY, runtime_entry_command, false},
};

static const struct part *find_part(const char *word)
{
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!strcmp(word, parts[i].word))
            return &parts[i];
    return NULL;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

/* Letters added, left out, changed or exchanged with the next, at most. */
static bool is_near(const char *word, const char *name)
{
    size_t from_start = 0;
    size_t from_end = 0;
    size_t size = strlen(word);
    size_t other = strlen(name);

    while (word[from_start] && word[from_start] == name[from_start])
        from_start++;
    while (from_end < size && from_end < other &&
           word[size - 1 - from_end] == name[other - 1 - from_end])
        from_end++;
    size_t longer = size > other ? size : other;
    return from_start + from_end + 2 >= longer && longer > 2;
}

static int unknown(const char *word)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (is_near(word, commands[i].name))
            return usage_error("there is no command \"%s\"; is \"%s\" meant?",
                               word, commands[i].name);
    return usage_error("there is no command \"%s\"", word);
}

static int print(const char *text)
{
    if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return EXIT_DONE;
}

static int print_help(const struct command *c)
{
    int status = print(c->help);

    return status == EXIT_DONE && c->help == help_serve ? print(help_manifest)
                                                        : status;
}

static int help_about(const char *name)
{
    const struct command *c = name ? find(name) : NULL;

    if (name && !c)
        return unknown(name);
    return c ? print_help(c) : print(help_all);
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
            "a command is missing: init, serve, watch, debug, invoke, event, "
            "list, logs, top, replay, keys, queue, schedule, hook, backup, "
            "doctor, deploy, releases, rollback or delete");
    const struct part *part = find_part(word);
    if (part) {
        if (part->leaves)
            host_group_leave();
        return part->run(words);
    }
    if (!strcmp(word, "--version") || !strcmp(word, "-V") ||
        !strcmp(word, "version"))
        return print("dayfly " DAYFLY_VERSION "\n");
    if (!strcmp(word, "--help") || !strcmp(word, "-h"))
        return print(help_all);
    if (!strcmp(word, "help"))
        return help_about(words[1]);
    *about = find(word);
    if (!*about)
        return unknown(word);
    if (asks_help(words + 1))
        return print_help(*about);
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
