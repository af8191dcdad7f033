#include "host/cli/cli_words.h"

#include <string.h>

#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"

int cli_flags_take(const struct cli_flags *flags, char *const words[], int *at)
{
    int found = flags->target ? target_flag(words, at, flags->target) : 0;

    for (size_t i = 0; i < flags->count && found == 0; i++) {
        const struct cli_flag *flag = &flags->list[i];
        if (flag->value)
            found = flag_value(words, at, flag->name, flag->value);
        else if (!strcmp(words[*at], flag->name))
            found = *flag->is_set = true;
    }
    return found;
}

int cli_words_read(const char *command, const char *takes, char *const words[],
                   const struct cli_flags *flags, const char **word)
{
    *word = NULL;
    for (int i = 0; words[i]; i++) {
        int found = cli_flags_take(flags, words, &i);
        if (found < 0)
            return EXIT_USAGE;
        if (found > 0)
            continue;
        if (words[i][0] == '-')
            return usage_error("%s has no flag %s", command, words[i]);
        if (*word)
            return usage_error("%s takes %s; remove %s", command, takes,
                               words[i]);
        *word = words[i];
    }
    return EXIT_DONE;
}
