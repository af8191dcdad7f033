/* settings.h - what we were told at birth: the environment, and where it is
 * silent the manifest, read once.
 *
 * All strings are borrowed from the environment or the manifest, which must
 * live as long. A DAYFLY_ name that is not in the table, or a value that does
 * not fit, is a fault that names it: nothing is ignored. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_H
#define DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/config/limits.h"
#include "bootstrap/config/manifest.h"
#include "bootstrap/config/permissions.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/log_record.h"

/* The most events at once (AWS_LAMBDA_MAX_CONCURRENCY), and the most processes
 * that wait for one. */
enum { CONCURRENCY_MAX = 1000, SPARES_MAX = 1000 };

enum output {
    OUTPUT_JSON,        /* stdout is one JSON text */
    OUTPUT_TEXT,        /* stdout is any text, answered as a JSON string */
    OUTPUT_STREAM,      /* stdout is streamed as the response body */
    OUTPUT_STREAM_HTTP, /* first line: JSON prelude; the rest is streamed */
};

enum spare_mode {
    SPARE_AUTO, /* on for bridged handlers */
    SPARE_ON,   /* early where there is more than one CPU, else late */
    SPARE_EARLY,
    SPARE_LATE,
    SPARE_OFF,
};

/* Whether the platform stops the sandbox once the next event is asked for. */
enum freeze {
    FREEZE_AUTO, /* as AWS_LAMBDA_INITIALIZATION_TYPE says */
    FREEZE_ON,
    FREEZE_OFF,
};

/* Those that are off unless asked for. */
enum toggle {
    TOGGLE_OFF,
    TOGGLE_ON,
};

enum credentials {
    CREDENTIALS_GIVEN,
    CREDENTIALS_WITHHELD,
};

enum scratch_use {
    SCRATCH_USED,
    SCRATCH_UNUSED,
};

enum isolation {
    ISOLATION_NORMAL,
    ISOLATION_STRICT, /* of code that nobody trusts */
};

enum residue_use {
    RESIDUE_OFF,
    RESIDUE_REPORT,
    RESIDUE_SWEEP,
};

enum preload {
    PRELOAD_HANDLER,
    PRELOAD_INTERPRETER,
};

enum bill_use {
    BILL_NONE,
    BILL_TOLD,
    BILL_METRICS, /* CloudWatch makes metrics of it, too */
};

struct settings {
    const char *api;         /* host:port of the Runtime API, or NULL */
    const char *handler;     /* "" when not set */
    const char *wrapper;     /* to be run first; NULL: none, or it has run */
    const char *start_type;  /* AWS_LAMBDA_INITIALIZATION_TYPE, or NULL */
    const char *task_root;   /* the function's folder; NULL: current folder */
    const char *path;        /* where executables are looked for */
    const char *bridge;      /* path of runtime.js, or NULL: look for it */
    const char *interpreter; /* path or name, or NULL: choose by extension */
    const char *flags;       /* more flags for the interpreter, or "" */
    enum output output;
    enum spare_mode spare;
    enum preload preload;
    enum credentials credentials;
    enum toggle trace;
    enum toggle peak;
    enum freeze freeze;
    enum scratch_use scratch;
    enum isolation isolation;
    enum bill_use bill;
    enum residue_use residue;
    const struct manifest *manifest;
    const char *capsule;            /* folder for failed events, or NULL */
    const char *once_headers[6];    /* of the event of --once, or NULL */
    struct permissions permissions; /* these three of the manifest alone */
    struct limits limits;
    const json_t *required;    /* texts; NULL: none */
    const char *manifest_path; /* its path, for sentences */
    int64_t reuse;       /* events one bridged process serves; 1 or more */
    int64_t timeout_ms;  /* no deadline is later than this */
    int64_t concurrency; /* events that may run at once; 1 or more */
    int64_t spares_max;  /* processes ahead in all lanes; 0: one per CPU */
    bool log_json;
    enum log_level log_min_level;
    const char *telemetry; /* number of the descriptor for framed logs; NULL */
    const char *tmpdir;    /* where temporary files go */
    const char *deno_dir;  /* Deno's cache, when the user has one */
    const char *readable[4];   /* what else an interpreter is told to read */
    const char *function_name; /* these five: NULL when not told */
    const char *function_version;
    const char *memory_mb;
    char memory_text[16]; /* behind it, when the manifest says it */
    const char *log_group;
    const char *log_stream;
};

/* Reads the process's environment and the manifest of the folder it names,
 * which the caller gives back (and which is MANIFEST before). False: what the
 * platform says is readable nevertheless. */
bool settings_read(struct settings *s, struct manifest *m,
                   struct error *err) MUST_CHECK;

#endif
