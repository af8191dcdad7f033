#include "host/copies/copy_command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "host/copies/copy_place.h"
#include "host/copies/tree_copy.h"

#define MEGABYTE ((int64_t)1024 * 1024)

static int copy(const char *folder, const char *to)
{
    struct error err = ERROR_NONE;
    struct tree_copy made = {.from = folder,
                             .to = to,
                             .most_files = COPY_FILES_MAX,
                             .most_bytes = COPY_MEGABYTES_MAX * MEGABYTE};

    if (tree_copy_fits(&made, &err) && tree_copy_make(&made, &err))
        (void)printf(COPY_MADE " %lld\n", (long long)made.bytes);
    else if (made.changed)
        (void)puts(COPY_CHANGED);
    else
        (void)printf(COPY_REFUSED " %s\n", err.text);
    return fflush(stdout) == 0 ? 0 : 1;
}

int copy_command(char *const words[])
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!strcmp(words[0], COPY_MAKE) && words[1] && words[2])
        return copy(words[1], words[2]);
    if (strcmp(words[0], COPY_SWEEP) != 0 || !words[1])
        return 1;
    copy_place_sweep(words[1]);
    return 0;
}
