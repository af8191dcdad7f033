#include "bootstrap/cleanup/teardown.h"

#include "bootstrap/os/descendants.h"

/* Longest work in one call; then the event loop reads the pipes. */
enum { REMOVE_US = 2000 };

enum teardown_step teardown_remove_dir(struct scratch_dir *dir, struct log *log)
{
    struct error err = ERROR_NONE;

    if (!dir)
        return TEARDOWN_DONE;
    enum remove_result how = scratch_dir_remove(dir, REMOVE_US, &err);
    if (how == REMOVE_FAILED)
        log_printf(log, LEVEL_WARN, "dayfly: %s", err.text);
    return how == REMOVE_PARTIAL ? TEARDOWN_REMOVING : TEARDOWN_DONE;
}

enum teardown_step teardown_step(const pid_t *spared, size_t count,
                                 struct process_usage *usage,
                                 struct scratch_dir *dir, struct log *log)
{
    if (!descendants_kill(spared, count, usage))
        return TEARDOWN_KILLING;
    return teardown_remove_dir(dir, log);
}

void teardown_check_size(struct scratch_dir *dir, struct outcome *outcome)
{
    bool done = outcome->kind == OUTCOME_RESULT ||
                (outcome->kind == OUTCOME_EXITED && outcome->code == 0);

    if (dir && (done || outcome->kind == OUTCOME_PENDING) &&
        !scratch_dir_check_size(dir, done, &outcome->why))
        outcome->kind = OUTCOME_SCRATCH_FULL;
}

void teardown_log(const struct process_usage *usage, struct log *log)
{
    if (usage->killed > 0)
        log_printf(
            log, LEVEL_WARN,
            "dayfly: killed %zu process%s that the handler left behind%s%s",
            usage->killed, usage->killed == 1 ? "" : "es",
            *usage->killed_names ? ": " : "", usage->killed_names);
}
