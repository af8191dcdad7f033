/* settings.h - configuration, read once at startup: environment variables
 * first, then dayfly.json.
 *
 * All strings are borrowed from the environment or the manifest, which must
 * live as long. An unknown DAYFLY_ name or an invalid value is an error that
 * names it; nothing is ignored. */
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
    OUTPUT_TEXT,        /* stdout is text, returned as a JSON string */
    OUTPUT_STREAM,      /* stdout is streamed as the response body */
    OUTPUT_STREAM_HTTP, /* first line: JSON prelude; the rest is streamed */
};

enum spare_mode {
    SPARE_AUTO, /* on for bridged handlers */
    SPARE_ON,   /* early with more than one CPU, otherwise late */
    SPARE_EARLY,
    SPARE_LATE,
    SPARE_OFF,
    SPARE_FORK, /* as SPARE_ON, and processes are copied, not started */
};

/* Does the platform freeze the sandbox while it waits for an event? */
enum freeze {
    FREEZE_AUTO, /* by AWS_LAMBDA_INITIALIZATION_TYPE */
    FREEZE_ON,
    FREEZE_OFF,
};

/* Settings that are off by default. */
enum toggle {
    TOGGLE_OFF,
    TOGGLE_ON,
};

enum credentials {
    CREDENTIALS_GIVEN,
    CREDENTIALS_WITHHELD,
};

enum watch_use {
    WATCH_USED,
    WATCH_UNUSED,
};

enum scratch_use {
    SCRATCH_USED,
    SCRATCH_UNUSED,
};

enum isolation {
    ISOLATION_NORMAL,
    ISOLATION_STRICT, /* for untrusted code */
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
    BILL_JSON,
    BILL_METRICS, /* in CloudWatch's embedded metric format */
};

struct settings {
    const char *api;         /* host:port of the Runtime API, or NULL */
    const char *channel;     /* descriptor number of a channel, or NULL */
    bool trial;              /* a host tries code that may not start */
    bool memory_noted;       /* another bootstrap of this host has said that
                                `memory` is not enforced */
    bool limit_memory;       /* the host asks for it: `memory` is a limit */
    bool own_user;           /* the host runs no other function as this user */
    const char *handler;     /* "" when not set */
    const char *wrapper;     /* run it first; NULL: none, or it has run */
    const char *start_type;  /* AWS_LAMBDA_INITIALIZATION_TYPE, or NULL */
    const char *task_root;   /* the function's folder; NULL: current folder */
    const char *path;        /* PATH */
    const char *bridge;      /* path of the bridge; NULL: search it */
    const char *interpreter; /* path or name; NULL: by extension */
    const char *flags;       /* more flags for the interpreter, or "" */
    const char *rehearse;    /* the file of a sample event, or NULL */
    enum output output;
    enum spare_mode spare;
    enum preload preload;
    enum credentials credentials;
    enum toggle trace;
    enum toggle peak;
    enum freeze freeze;
    enum scratch_use scratch;
    enum watch_use watch;
    enum isolation isolation;
    enum bill_use bill;
    enum residue_use residue;
    const struct manifest_file *manifest;
    const char *capsule;            /* folder for failed events, or NULL */
    const char *once_headers[6];    /* headers of the --once event, or NULL */
    struct permissions permissions; /* these three: dayfly.json only */
    struct limits limits;
    const json_t *required; /* strings; NULL: none */
    int64_t reuse;          /* events one bridged process serves; 1 or more */
    int64_t timeout_ms;     /* limits every deadline */
    int64_t concurrency;    /* events that may run at once; 1 or more */
    int64_t spares_max;     /* spares of all runtimes; 0: one per CPU */
    const char *log_level;  /* AWS_LAMBDA_LOG_LEVEL as given; NULL: unset */
    bool log_json;
    enum log_level log_min_level;
    const char *telemetry;     /* descriptor number for framed logs; NULL */
    const char *tmpdir;        /* for temporary files */
    const char *deno_dir;      /* Deno's cache, when the user has one */
    const char *readable[4];   /* more paths an interpreter may read */
    const char *function_name; /* these five: NULL if unset */
    const char *function_version;
    const char *memory_mb;
    char memory_text[16]; /* its storage, if from dayfly.json */
    const char *log_group;
    const char *log_stream;
};

/* Reads the environment and dayfly.json of the folder that it names; m is
 * MANIFEST_FILE before and the caller frees it. If false, the platform's values
 * are set nevertheless. */
bool settings_read(struct settings *s, struct manifest_file *m,
                   struct error *err) MUST_CHECK;

/* What is of use only to whom looks for the cause of something is to be logged:
 * by DAYFLY_TRACE, or by Lambda's level of log records. */
bool settings_want_debug(const struct settings *s);

#endif
