#include "host/doctor/cli_doctor.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "host/cli/cli_util.h"
#include "host/doctor/findings.h"
#include "host/doctor/machine.h"

const char cli_doctor_help[] =
    "dayfly doctor [--json] [--data FOLDER]\n"
    "\n"
    "Prints what works on this machine: what the sandbox of functions can\n"
    "enforce, interpreters and until when their makers mend them, images of\n"
    "containers, the data folder, free disk and the limit of open files. A "
    "row\n"
    "has yes, no (not there, and need not be) or BAD (somebody has to do\n"
    "something). Run it as the user of the host.\n"
    "Exit status: 0, or 1 if a row is BAD.\n"
    "\n"
    "  --json         an object with `good` and `rows`: name, state, text\n"
    "  --data FOLDER  as of `dayfly serve` (default: /var/lib/dayfly for "
    "root,\n"
    "                 otherwise ~/.local/share/dayfly)\n";

static void look(struct findings *findings, const char *data)
{
    char path[PATH_MAX];

    machine_sandbox(findings);
    machine_interpreters(findings);
    machine_images(findings);
    if (data || cli_data_folder(path))
        machine_data(findings, data ? data : path);
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
