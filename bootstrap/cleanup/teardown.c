#include "bootstrap/cleanup/teardown.h"

#include "bootstrap/os/descendants.h"

/* At a stretch; then the pipes have a turn. */
enum { REMOVE_US = 2000 };

enum remains remains_folder(struct scratch_folder *folder, struct log *log)
{
    struct fault why = FAULT_NONE;

    if (!folder)
        return REMAINS_NONE;
    enum removal how = scratch_remove(folder, REMOVE_US, &why);
    if (how == REMOVED_NOT)
        log_say(log, LEVEL_WARN, "dayfly: %s", why.text);
    return how == REMOVED_IN_PART ? REMAINS_FILES : REMAINS_NONE;
}

enum remains remains_clear(const pid_t *spared, size_t count, struct toll *toll,
                           struct scratch_folder *folder, struct log *log)
{
    if (!sweep(spared, count, toll))
        return REMAINS_ALIVE;
    return remains_folder(folder, log);
}

void remains_look(struct scratch_folder *folder, struct ending *end)
{
    bool done = end->how == ENDED_RESULT ||
                (end->how == ENDED_EXITED && end->code == 0);

    if (folder && (done || end->how == ENDED_NOT) &&
        !scratch_fits(folder, done, &end->why))
        end->how = ENDED_OVERFULL;
}

void remains_say(const struct toll *toll, struct log *log)
{
    if (toll->killed > 0)
        log_say(log, LEVEL_WARN,
                "dayfly: killed %zu process%s that the handler left behind%s%s",
                toll->killed, toll->killed == 1 ? "" : "es",
                *toll->names ? ": " : "", toll->names);
}
