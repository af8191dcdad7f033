#include "host/remote/cli_delete.h"

#include "common/buf.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/client/api_json.h"

const char cli_delete_help[] =
    "dayfly delete NAME... [--endpoint URL | --region R]\n"
    "\n"
    "Removes functions that were deployed or made by API, each with all of "
    "its\n"
    "versions, aliases, URLs and settings, and the schedules of its "
    "dayfly.json.\n"
    "There is no way back: deploy its folder again. Its logs stay, and what "
    "names\n"
    "it: queues and their event source mappings, schedules, rules and hooks "
    "made\n"
    "by command or API. Exit status 1 if one of them could not be removed.\n"
    "\n"
    "  --endpoint, --region, --profile  as of `dayfly deploy`\n";

static bool delete_one(const struct api_target *target, const char *name)
{
    AUTO(struct buf, buf_free) path = BUF(1024);
    struct error err = ERROR_NONE;
    json_t *answer = NULL;
    enum api_result result = API_FAILED;

    if (buf_add_str(&path, "/2015-03-31/functions/") &&
        api_client_escape(&path, name))
        result = api_json_send(
            &answer, target,
            &(const struct api_request){.method = "DELETE", .path = path.data},
            &err);
    else
        (void)error_set(&err, "the name is too long");
    json_decref(answer);
    if (result == API_DONE)
        cli_print("%s: deleted", name);
    else
        (void)cli_failed("%s: %s", name, err.text);
    return result == API_DONE;
}

int cli_delete(char *const words[])
{
    struct target_flags flags = {.endpoint = NULL};
    struct api_target target;
    struct error err = ERROR_NONE;
    size_t names = 0;
    bool ok = true;

    for (int i = 0; words[i]; i++) {
        int found = target_flag(words, &i, &flags);
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0 && *words[i] == '-')
            return usage_error("delete has no flag %s", words[i]);
        names += found == 0 ? 1 : 0;
    }
    if (names == 0)
        return usage_error("name the functions to delete: dayfly delete NAME");
    if (!cli_target_open(&target, &flags, &err))
        return cli_failed("%s", err.text);
    flags = (struct target_flags){.endpoint = NULL};
    for (int i = 0; words[i]; i++)
        if (target_flag(words, &i, &flags) == 0)
            ok = delete_one(&target, words[i]) && ok;
    return ok ? EXIT_DONE : EXIT_FAILED;
}
