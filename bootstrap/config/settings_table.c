#include "bootstrap/config/settings_table.h"

#include "bootstrap/config/exec_wrapper.h"

enum { REUSE_MAX = 1000000 };

static const char *const outputs[] = {"json", "text", "stream", "stream-http",
                                      NULL};
static const char *const spares[] = {"auto", "on",   "early", "late",
                                     "off",  "fork", NULL};
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
     .what = "the interpreter for a handler in a module; a name without "
             "a slash is searched for in `/opt/bin`, `/opt/nodejs/bin` "
             "and `PATH`"},
    {.name = "DAYFLY_FLAGS",
     .key = "flags",
     .field = offsetof(struct settings, flags),
     .values = "flags, separated by spaces",
     .standard = "none",
     .what = "additional flags for the interpreter, such as "
             "`--allow-net=example.com` for Deno"},
    {.name = "DAYFLY_OUTPUT",
     .key = "output",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, output),
     .choices = outputs,
     .values = "`json`, `text`, `stream`, `stream-http`",
     .standard = "`json`",
     .what = "how the stdout of an executable is interpreted: one JSON "
             "text (`json`); any text (`text`); a response body that is "
             "streamed (`stream`); a JSON prelude line, then a body that "
             "is streamed (`stream-http`). The response of a `fetch` "
             "handler is sent in one piece (`json`) or streamed "
             "(`stream-http`)"},
    {.name = "DAYFLY_SPARE",
     .key = "spare",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, spare),
     .choices = spares,
     .on_off = true,
     .values = "`auto`, `on`, `fork`, `early`, `late`, `off`",
     .standard = "`auto`",
     .what = "whether and when the next process is started before its "
             "event arrives. `early`: while the current event is "
             "processed. `late`: after it. `off`: never, but a host sees by "
             "one whether changed code of a module loads. `auto` and `on` "
             "choose `early` on machines with more than one CPU, "
             "otherwise `late`; `auto` applies only to handlers in "
             "modules, `on` also to executables. `fork`: as `auto`, and "
             "each event's process is a copy of one that has loaded the "
             "handler, the template, where the interpreter and the module "
             "allow it; `auto` does the same for Python and for the "
             "tested versions of Node, Deno and Bun. An executable that is "
             "started before its event gets no environment variables "
             "that describe the event"},
    {.name = "DAYFLY_SPARES",
     .kind = KIND_NUMBER,
     .field = offsetof(struct settings, spares_max),
     .max = SPARES_MAX,
     .scale = 1,
     .unit = "processes",
     .values = "processes, 1 to 1000",
     .standard = "the number of CPUs",
     .what = "the maximum number of processes that wait for an event, "
             "over all concurrent runtimes; used if "
             "`AWS_LAMBDA_MAX_CONCURRENCY` is greater than 1"},
    {.name = "DAYFLY_PRELOAD",
     .key = "preload",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, preload),
     .choices = preloads,
     .values = "`handler`, `interpreter`",
     .standard = "`handler`",
     .what = "what a waiting process has loaded. `handler`: also the "
             "handler's module. `interpreter`: only the interpreter and "
             "the bridge; choose this if the module's top-level code "
             "must not run before its event arrives"},
    {.name = "DAYFLY_REHEARSE",
     .key = "rehearse",
     .field = offsetof(struct settings, rehearse),
     .values = "path of a JSON file",
     .standard = "none",
     .what = "a sample event in the function's folder, with which a template "
             "calls the handler once, so that its copies start with code "
             "that has run (`bootstrap/README.md`)"},
    {.name = "DAYFLY_REUSE",
     .key = "reuse",
     .kind = KIND_NUMBER,
     .field = offsetof(struct settings, reuse),
     .max = REUSE_MAX,
     .scale = 1,
     .unit = "events",
     .values = "events, 1 to 1000000",
     .standard = "1",
     .what = "how many events one interpreter process serves before it "
             "is replaced; it is also replaced after its first error. "
             "With a value above 1, data of one event can reach the next "
             "event"},
    {.name = "DAYFLY_CREDENTIALS",
     .key = "credentials",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, credentials),
     .choices = switches,
     .on_off = true,
     .values = "`on`, `off`",
     .standard = "`on`",
     .what = "whether the handler's environment contains the function's "
             "AWS credentials"},
    {.name = "DAYFLY_SCRATCH",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, scratch),
     .choices = switches,
     .values = "`on`, `off`",
     .standard = "`on`",
     .what = "whether each process has a private folder, which is "
             "removed with its content after the process has ended. "
             "`TMPDIR`, `HOME` and `XDG_RUNTIME_DIR` name this folder, "
             "the `XDG_*_HOME` variables name folders in it. `off`: "
             "these variables keep the values that the bootstrap has"},
    {.name = "DAYFLY_RESIDUE",
     .key = "residue",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, residue),
     .choices = residues,
     .values = "`off`, `report`, `sweep`",
     .standard = "`off`",
     .what = "detects what a handler leaves outside its private folder: "
             "in `/tmp`, `/var/tmp`, `/dev/shm`, System V IPC and "
             "keyrings. `report`: writes it to the log and the bill. "
             "`sweep`: also removes it if no other process runs as the "
             "same user; POSIX message queues cannot be created. With "
             "both, the next process is started after the event, not "
             "during it"},
    {.name = "DAYFLY_ISOLATION",
     .key = "isolation",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, isolation),
     .choices = isolations,
     .values = "`normal`, `strict`",
     .standard = "`normal`",
     .what = "`strict`: for untrusted code. A runtime never runs two "
             "processes at the same time, each process gets every restriction "
             "that the "
             "kernel supports, and everything that `permissions` does "
             "not grant is denied"},
    {.name = "DAYFLY_BILL",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, bill),
     .choices = bills,
     .values = "`0`, `1`, `emf`",
     .standard = "`0`",
     .what = "`1`: for each event the log gets one line of JSON with the "
             "resources used (`bootstrap/README.md`). `emf`: the same as "
             "CloudWatch Embedded Metric Format"},
    {.name = "DAYFLY_CAPSULE",
     .field = offsetof(struct settings, capsule),
     .values = "path of a folder",
     .standard = "none",
     .what = "folder in which each failed event is stored as a file for "
             "`dayfly replay`; at most 100 files and 100 MB, the oldest "
             "files are removed first"},
    {.name = "DAYFLY_TIMEOUT",
     .key = "timeout",
     .kind = KIND_NUMBER,
     .field = offsetof(struct settings, timeout_ms),
     .max = TIMEOUT_MAX_S,
     .scale = 1000,
     .unit = "seconds",
     .values = "seconds, 1 to 900",
     .standard = "900",
     .what = "the maximum time per event, even if the platform's "
             "deadline is later"},
    {.name = "DAYFLY_BRIDGE",
     .field = offsetof(struct settings, bridge),
     .values = "path",
     .standard = "`runtime.js` in `dayfly/`, `bridge/` or `../bridge/` in the "
                 "bootstrap's folder, otherwise `/opt/dayfly/runtime.js`; "
                 "`runtime.py` for Python",
     .what = "the bridge: the program that the interpreter runs and that "
             "calls the handler"},
    {.name = "DAYFLY_FREEZE",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, freeze),
     .choices = freezes,
     .values = "`auto`, `on`, `off`",
     .standard = "`auto`",
     .what = "whether the platform freezes the sandbox between events. "
             "If it does, the next process must be ready before the "
             "runtime asks for the next event. `auto`: yes if "
             "`AWS_LAMBDA_INITIALIZATION_TYPE` is on-demand, "
             "provisioned-concurrency or snap-start. The host sets `off`"},
    {.name = "DAYFLY_PEAK",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, peak),
     .choices = off_first,
     .values = "`on`, `off`",
     .standard = "`off`",
     .what = "whether the platform receives the peak memory of each "
             "process, in the header `Dayfly-Max-Memory-Kb`: with the "
             "response if it is known by then, otherwise with the next "
             "`next` request, in the form `KB ID`. The host sets `on`, "
             "for its REPORT line"},
    {.name = "DAYFLY_WATCH",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, watch),
     .choices = switches,
     .values = "`on`, `off`",
     .standard = "`on`",
     .what =
         "whether processes that have loaded the function's code are "
         "replaced when it changes; processes that start later load what is "
         "there then. The host sets `off` where it watches by itself. "
         "Nothing is watched on a read-only file system"},
    {.name = "DAYFLY_TRACE",
     .kind = KIND_WORD,
     .field = offsetof(struct settings, trace),
     .choices = off_first,
     .values = "`on`, `off`",
     .standard = "`off`",
     .what = "writes a DEBUG line for each event, when the next event "
             "arrives: the time of each step, in microseconds after the "
             "event's arrival; and one when the process that is copied is "
             "ready"},
    {.name = "DAYFLY_REQUEST_ID", .kind = KIND_INHERIT},
    {.name = "DAYFLY_DEADLINE_MS", .kind = KIND_INHERIT},
    {.name = "DAYFLY_FUNCTION_ARN", .kind = KIND_INHERIT},
    {.name = "DAYFLY_CLIENT_CONTEXT", .kind = KIND_INHERIT},
    {.name = "DAYFLY_COGNITO_IDENTITY", .kind = KIND_INHERIT},
    {.name = "DAYFLY_TENANT_ID", .kind = KIND_INHERIT},
    {.name = "DAYFLY_CHANNEL", .kind = KIND_INHERIT},
    {.name = "DAYFLY_MEMORY_NOTED", .kind = KIND_INHERIT},
    {.name = "DAYFLY_TRIAL", .kind = KIND_INHERIT},
    {.name = "DAYFLY_OWN_USER", .kind = KIND_INHERIT},
    {.name = "DAYFLY_LIMIT_MEMORY", .kind = KIND_INHERIT},
    {.name = "DAYFLY_DEBUG", .kind = KIND_INHERIT},
    {.name = "DAYFLY_ENDPOINT", .kind = KIND_INHERIT},
    {.name = EXEC_WRAPPER_GUARD, .kind = KIND_INHERIT},
};

const size_t settings_rows_count = COUNT(settings_rows);
