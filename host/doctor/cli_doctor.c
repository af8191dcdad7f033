#include "host/doctor/cli_doctor.h"

#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/cli/cli_util.h"
#include "host/doctor/findings.h"
#include "host/doctor/interpreters.h"
#include "host/doctor/machine.h"

const char cli_doctor_help[] =
    "dayfly doctor [--json] [--data FOLDER]\n"
    "\n"
    "Prints what works on this machine: what the sandbox of functions can\n"
    "enforce, interpreters and until when their makers mend them, images of\n"
    "containers, the data folder, free disk and the limit of open files. A "
    "row\n"
    "has yes, no (not there, and need not be) or BAD (somebody has to do\n"
    "something). Root sees what the user can to whom the data folder belongs,\n"
    "in the control group of its host.\n"
    "Exit status: 0, or 1 if a row is BAD.\n"
    "\n"
    "  --json         an object with `good` and `rows`: name, state, text\n"
    "  --data FOLDER  as of `dayfly serve` (default: /var/lib/dayfly for "
    "root,\n"
    "                 otherwise ~/.local/share/dayfly; if that has no host's\n"
    "                 data, /var/lib/dayfly)\n";

/* Where the host of this user keeps its data, else the service. "": there is no
 * home. */
static void find_data(char path[PATH_MAX])
{
    static const char service[] = "/var/lib/dayfly";
    char database[PATH_MAX + 16];
    bool home = cli_data_folder(path);

    (void)snprintf(database, sizeof database, "%s/dayfly.db", home ? path : "");
    if ((!home || access(database, F_OK) != 0) && access(service, F_OK) == 0)
        (void)snprintf(path, PATH_MAX, "%s", service);
    else if (!home)
        path[0] = '\0';
}

/* What the host can do, its user can. */
static void become_owner(struct findings *findings, const char *folder)
{
    struct stat st;

    if (geteuid() != 0 || stat(folder, &st) != 0 || st.st_uid == 0)
        return;
    bool became = setgroups(0, NULL) == 0 &&
                  setresgid(st.st_gid, st.st_gid, st.st_gid) == 0 &&
                  setresuid(st.st_uid, st.st_uid, st.st_uid) == 0;
    findings_add(findings, "user", became ? FINDING_YES : FINDING_BAD,
                 became ? "all is as the user %u sees it, to whom %s belongs"
                        : "cannot become the user %u, to whom %s belongs",
                 (unsigned)st.st_uid, folder);
}

static void look(struct findings *findings, const char *data)
{
    char path[PATH_MAX];

    if (!data) {
        find_data(path);
        data = path;
    }
    machine_join_host(findings, data);
    become_owner(findings, data);
    machine_sandbox(findings);
    interpreters_look(findings);
    machine_images(findings);
    if (*data)
        machine_data(findings, data);
    machine_files(findings);
}

int cli_doctor(char *const words[])
{
    struct findings findings = {.bad = false};
    const char *data = NULL;
    bool json = false;

    for (int i = 0; words[i]; i++) {
        int found = flag_value(words, &i, "--data", &data);
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0 && strcmp(words[i], "--json") != 0)
            return usage_error("doctor takes --json and --data FOLDER, not %s",
                               words[i]);
        json = json || found == 0;
    }
    findings.rows = json_array();
    look(&findings, data);
    bool printed = true;
    if (json)
        printed = findings_print_json(&findings);
    else
        findings_print(&findings);
    json_decref(findings.rows);
    if (findings.incomplete)
        return cli_failed("out of memory");
    if (!printed || fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return findings.bad ? EXIT_FAILED : EXIT_DONE;
}
