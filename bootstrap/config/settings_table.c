#include "bootstrap/config/settings_table.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/config/exec_wrapper.h"

enum { REUSE_MAX = 1000000, TERMINAL_COLUMNS = 78 };

static const char *const outputs[] = {"json", "text", "stream", "stream-http",
                                      NULL};
static const char *const spares[] = {"auto", "on",  "early",
                                     "late", "off", NULL};
static const char *const switches[] = {"on", "off", NULL};
static const char *const isolations[] = {"normal", "strict", NULL};
static const char *const bills[] = {"0", "1", "emf", NULL};
static const char *const freezes[] = {"auto", "on", "off", NULL};
static const char *const off_first[] = {"off", "on", NULL};
static const char *const residues[] = {"off", "report", "sweep", NULL};
static const char *const preloads[] = {"handler", "interpreter", NULL};

const struct setting settings_rows[] = {
    {.name = "DAYFLY_INTERPRETER",
     .key = "interpreter",
     .field = offsetof(struct settings, interpreter),
     .values = "path, or `node`, `deno`, `bun`, `qjs`, `python3`",
     .standard = "by extension: `.ts` deno, bun, node; `.py` python3; else "
                 "node, deno, bun, qjs",
     .what = "the interpreter of a bridged handler; a name is looked for in "
             "`/opt/bin`, `/opt/nodejs/bin` and `PATH`"},
    {.name = "DAYFLY_FLAGS",
     .key = "flags",
     .field = offsetof(struct settings, flags),
     .values = "words",
     .standard = "none",
     .what = "more flags for the interpreter, such as "
             "`--allow-net=example.com` for Deno"},
    {.name = "DAYFLY_OUTPUT",
     .key = "output",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, output),
     .choices = outputs,
     .values = "`json`, `text`, `stream`, `stream-http`",
     .standard = "`json`",
     .what = "what a plain executable's stdout is: one JSON text; any text; a "
             "body to stream; a JSON prelude line and a body to stream. A "
             "`fetch` handler's response goes out whole (`json`) or as a "
             "stream (`stream-http`)"},
    {.name = "DAYFLY_SPARE",
     .key = "spare",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, spare),
     .choices = spares,
     .on_off = true,
     .values = "`auto`, `on`, `early`, `late`, `off`",
     .standard = "`auto`",
     .what = "whether the next process is started ahead of its event: beside "
             "the event before it, after it, or not at all. `auto`: for "
             "JavaScript and TypeScript. `on`: for plain executables too. "
             "Both: early where there is more than one CPU, else late. A plain "
             "executable started ahead finds no facts of its event in the "
             "environment"},
    {.name = "DAYFLY_SPARES",
     .kind = KIND_NUMBER,
     .field = offsetof(struct settings, spares_max),
     .max = SPARES_MAX,
     .scale = 1,
     .unit = "processes",
     .values = "processes, 1 to 1000",
     .standard = "the number of CPUs",
     .what = "how many processes may be started ahead in all lanes together, "
             "where `AWS_LAMBDA_MAX_CONCURRENCY` asks for more than one"},
    {.name = "DAYFLY_PRELOAD",
     .key = "preload",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, preload),
     .choices = preloads,
     .values = "`handler`, `interpreter`",
     .standard = "`handler`",
     .what = "what a process started ahead has loaded: the handler's module "
             "too, or only the interpreter and the bridge, when the module's "
             "top level must not run before its event is there"},
    {.name = "DAYFLY_REUSE",
     .key = "reuse",
     .kind = KIND_NUMBER,
     .field = offsetof(struct settings, reuse),
     .max = REUSE_MAX,
     .scale = 1,
     .unit = "events",
     .values = "events, 1 to 1000000",
     .standard = "1",
     .what = "how many events one JavaScript or TypeScript process serves "
             "before it is replaced; it leaves at its first failure. More than "
             "1 gives away that nothing of one event can reach the next"},
    {.name = "DAYFLY_CREDENTIALS",
     .key = "credentials",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, credentials),
     .choices = switches,
     .on_off = true,
     .values = "`on`, `off`",
     .standard = "`on`",
     .what = "whether the handler finds the function's AWS credentials in its "
             "environment"},
    {.name = "DAYFLY_SCRATCH",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, scratch),
     .choices = switches,
     .values = "`on`, `off`",
     .standard = "`on`",
     .what = "whether each process has a private folder, removed after it with "
             "all that is in it, as `TMPDIR`, `HOME`, `XDG_RUNTIME_DIR` and "
             "above the `XDG_*_HOME`; `off`: these are as the bootstrap has "
             "them"},
    {.name = "DAYFLY_RESIDUE",
     .key = "residue",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, residue),
     .choices = residues,
     .values = "`off`, `report`, `sweep`",
     .standard = "`off`",
     .what = "what a handler leaves outside of its folder, in `/tmp`, "
             "`/var/tmp`, `/dev/shm`, System V IPC and keyrings, is told in "
             "the log and the bill (`report`), and removed when nobody else "
             "runs as its user (`sweep`, under which no POSIX queue can be "
             "made). The next process is then started after the event, not "
             "beside it"},
    {.name = "DAYFLY_ISOLATION",
     .key = "isolation",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, isolation),
     .choices = isolations,
     .values = "`normal`, `strict`",
     .standard = "`normal`",
     .what = "`strict`: for code that nobody trusts. No process is started "
             "beside another; each gets every wall the kernel has, and nothing "
             "that `permissions` does not grant"},
    {.name = "DAYFLY_BILL",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, bill),
     .choices = bills,
     .values = "`0`, `1`, `emf`",
     .standard = "`0`",
     .what =
         "`1`: the log has a line of JSON for each event that tells what it "
         "has cost (`bootstrap/README.md`); `emf`: one that CloudWatch makes "
         "metrics of"},
    {.name = "DAYFLY_CAPSULE",
     .field = offsetof(struct settings, capsule),
     .values = "path of a folder",
     .standard = "none",
     .what = "where a failed event is kept as a file, for `dayfly replay`; at "
             "most 100 files and 100 MB, the oldest make room"},
    {.name = "DAYFLY_TIMEOUT",
     .key = "timeout",
     .kind = KIND_NUMBER,
     .field = offsetof(struct settings, timeout_ms),
     .max = TIMEOUT_MAX_S,
     .scale = 1000,
     .unit = "seconds",
     .values = "seconds, 1 to 900",
     .standard = "900",
     .what = "no event may take longer, whatever deadline the platform names"},
    {.name = "DAYFLY_BRIDGE",
     .field = offsetof(struct settings, bridge),
     .values = "path",
     .standard = "`dayfly/runtime.js` or `../bridge/runtime.js` beside the "
                 "bootstrap, else `/opt/dayfly/runtime.js`",
     .what = "the bridge that calls JavaScript and TypeScript handlers"},
    {.name = "DAYFLY_FREEZE",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, freeze),
     .choices = freezes,
     .values = "`auto`, `on`, `off`",
     .standard = "`auto`",
     .what = "whether the platform stops the sandbox between events, so that "
             "the next process must be ready before the next event is asked "
             "for. `auto`: where `AWS_LAMBDA_INITIALIZATION_TYPE` says "
             "on-demand, provisioned-concurrency or snap-start. The host sets "
             "`off`"},
    {.name = "DAYFLY_PEAK",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, peak),
     .choices = off_first,
     .values = "`on`, `off`",
     .standard = "`off`",
     .what = "whether the platform is told each process's peak memory, in a "
             "header `Dayfly-Max-Memory-Kb`: with the answer where it is known "
             "by then, else (`next`) with the question for the next event, as "
             "`KB ID`. The host sets `on`, for its REPORT line"},
    {.name = "DAYFLY_TRACE",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, trace),
     .choices = off_first,
     .values = "`on`, `off`",
     .standard = "`off`",
     .what = "a DEBUG line for each event, when the next one arrives: how many "
             "microseconds after its arrival each step was done"},
    {.name = "DAYFLY_REQUEST_ID", .kind = KIND_INHERIT},
    {.name = "DAYFLY_DEADLINE_MS", .kind = KIND_INHERIT},
    {.name = "DAYFLY_FUNCTION_ARN", .kind = KIND_INHERIT},
    {.name = "DAYFLY_CLIENT_CONTEXT", .kind = KIND_INHERIT},
    {.name = "DAYFLY_COGNITO_IDENTITY", .kind = KIND_INHERIT},
    {.name = "DAYFLY_TENANT_ID", .kind = KIND_INHERIT},
    {.name = EXEC_WRAPPER_GUARD, .kind = KIND_INHERIT},
};

const size_t settings_rows_count = COUNT(settings_rows);

bool settings_table(struct buf *text)
{
    bool ok = buf_add_str(text,
                          "| setting | values | default | meaning |\n"
                          "|---|---|---|---|\n");

    for (size_t i = 0; i < COUNT(settings_rows); i++)
        if (settings_rows[i].values)
            ok = ok &&
                 buf_printf(text, "| `%s` | %s | %s | %s |\n",
                            settings_rows[i].name, settings_rows[i].values,
                            settings_rows[i].standard, settings_rows[i].what);
    return ok;
}

/* Adds the words without Markdown's marks, in lines that begin after so many
 * blanks and fit a terminal. */
static bool put_wrapped(struct buf *text, const char *words, size_t indent)
{
    size_t column = TERMINAL_COLUMNS;
    bool ok = true;

    while (ok && *words) {
        size_t size = strcspn(words, " ");
        size_t marks = 0;
        for (size_t i = 0; i < size; i++)
            marks += words[i] == '`';
        if (column + 1 + size - marks > TERMINAL_COLUMNS) {
            ok = buf_printf(text, "\n%*s", (int)indent, "");
            column = indent;
        } else {
            ok = buf_add_str(text, " ");
            column++;
        }
        for (size_t i = 0; i < size; i++)
            if (words[i] != '`')
                ok = ok && buf_add(text, &words[i], 1);
        column += size - marks;
        words += size + strspn(words + size, " ");
    }
    return ok;
}

static bool put_setting(struct buf *text, const struct setting *row)
{
    char head[512];

    (void)snprintf(head, sizeof head, "%s (default: %s)", row->values,
                   row->standard);
    return buf_printf(text, "  %s", row->name) && put_wrapped(text, head, 6) &&
           put_wrapped(text, row->what, 6) && buf_add_str(text, "\n\n");
}

bool settings_list(struct buf *text)
{
    bool ok = true;

    for (size_t i = 0; i < COUNT(settings_rows); i++)
        if (settings_rows[i].values)
            ok = ok && put_setting(text, &settings_rows[i]);
    return ok;
}
