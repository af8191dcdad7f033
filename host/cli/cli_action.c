#include "host/cli/cli_action.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"

static int take_word(const struct cli_command *command, char *word,
                     struct cli_action_words *common)
{
    if (word[0] == '-')
        return usage_error("%s has no flag %s", command->name, word);
    if (!common->action)
        common->action = word;
    else if (!common->what && *word)
        common->what = word;
    else
        return usage_error("remove \"%s\"", word);
    return EXIT_DONE;
}

static const struct cli_action *find(const struct cli_command *command,
                                     const char *name)
{
    for (size_t i = 0; i < command->count; i++)
        if (!strcmp(name, command->actions[i].name))
            return &command->actions[i];
    return NULL;
}

static int tell_actions(const struct cli_command *command, const char *name)
{
    AUTO(struct buf, buf_free) list = BUF(512);

    for (size_t i = 0; i < command->count; i++)
        (void)!buf_printf(&list, "%s%s",
                          i == 0                    ? ""
                          : i + 1 == command->count ? " and "
                                                    : ", ",
                          command->actions[i].name);
    return usage_error("%s has no action \"%s\"; they are %s", command->name,
                       name, list.data);
}

static int check(const struct cli_command *command,
                 const struct cli_action *action, const char *what,
                 const void *options)
{
    int status = command->check ? command->check(options, action) : EXIT_DONE;

    if (status != EXIT_DONE)
        return status;
    if (action->needs && !what)
        return usage_error("`dayfly %s %s` needs %s", command->name,
                           action->name, action->needs);
    if (what && !action->needs && !action->may)
        return usage_error("`dayfly %s %s` takes no \"%s\"", command->name,
                           action->name, what);
    return EXIT_DONE;
}

static int open_target(const struct cli_command *command,
                       struct cli_action_words *common)
{
    struct error err = ERROR_NONE;

    if (!cli_target_open(&common->target, &common->flags, &err))
        return cli_failed("%s", err.text);
    if (common->target.is_aws)
        return cli_failed("`dayfly %s` is about a host of dayfly; %s",
                          command->name, command->not_aws);
    return EXIT_DONE;
}

int cli_action_run(const struct cli_command *command, char *const words[],
                   const struct cli_flag *flags, size_t flag_count,
                   struct cli_action_words *common, const void *options)
{
    const struct cli_flags all = {
        .list = flags, .count = flag_count, .target = &common->flags};
    int status = EXIT_DONE;

    for (int i = 0; words[i] && status == EXIT_DONE; i++) {
        int found = cli_flags_take(&all, words, &i);
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0)
            status = take_word(command, words[i], common);
    }
    if (status != EXIT_DONE)
        return status;
    if (!common->action)
        common->action = command->actions[0].name;
    const struct cli_action *action = find(command, common->action);
    if (!action)
        return tell_actions(command, common->action);
    status = check(command, action, common->what, options);
    if (status == EXIT_DONE && !action->is_local)
        status = open_target(command, common);
    if (status != EXIT_DONE)
        return status;
    status = action->run(options);
    if (fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return status;
}
