#include "bootstrap/cleanup/teardown.h"

#include "bootstrap/os/descendants.h"

/* At a stretch; then the pipes have a turn. */
enum { REMOVE_US = 2000 };

enum teardown_step teardown_remove_dir(struct scratch_dir *folder,
                                       struct log *log)
{
    struct error why = ERROR_NONE;

    if (!folder)
        return TEARDOWN_DONE;
    enum remove_result how = scratch_dir_remove(folder, REMOVE_US, &why);
    if (how == REMOVE_FAILED)
        log_printf(log, LEVEL_WARN, "dayfly: %s", why.text);
    return how == REMOVE_PARTIAL ? TEARDOWN_REMOVING : TEARDOWN_DONE;
}

enum teardown_step teardown_step(const pid_t *spared, size_t count,
                                 struct process_usage *toll,
                                 struct scratch_dir *folder, struct log *log)
{
    if (!descendants_kill(spared, count, toll))
        return TEARDOWN_KILLING;
    return teardown_remove_dir(folder, log);
}

void teardown_check_size(struct scratch_dir *folder, struct outcome *end)
{
    bool done = end->how == OUTCOME_RESULT ||
                (end->how == OUTCOME_EXITED && end->code == 0);

    if (folder && (done || end->how == OUTCOME_PENDING) &&
        !scratch_dir_check_size(folder, done, &end->why))
        end->how = OUTCOME_SCRATCH_FULL;
}

void teardown_log(const struct process_usage *toll, struct log *log)
{
    if (toll->killed > 0)
        log_printf(
            log, LEVEL_WARN,
            "dayfly: killed %zu process%s that the handler left behind%s%s",
            toll->killed, toll->killed == 1 ? "" : "es",
            *toll->names ? ": " : "", toll->names);
}
