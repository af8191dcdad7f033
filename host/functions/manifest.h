/* manifest.h - what dayfly.json means to the host. Pure: a parsed file in, a
 * struct out. The bootstrap reads the keys that are not here. */
#ifndef DAYFLY_HOST_FUNCTIONS_MANIFEST_H
#define DAYFLY_HOST_FUNCTIONS_MANIFEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/function/manifest_file.h"

enum {
    MANIFEST_WORD_SIZE = 512, /* handler and interpreter, NUL included */
    TIMEOUT_DEFAULT_S = 3,
    TIMEOUT_MAX_S = 900,
    MEMORY_DEFAULT_MB = 128,
    MEMORY_MAX_MB = 10240,
    CONCURRENCY_MAX = 1000,
    RUNTIMES_DEFAULT = 10,
    BUILD_WORDS_MAX = 64,
    IDLE_DEFAULT_S = 300,
    IDLE_MAX_S = 24 * 60 * 60,
};

/* How the function answers at its URL. */
enum url_mode {
    URL_BUFFERED, /* the result says what to send */
    URL_STREAM,   /* what the function sends is passed on as it comes */
    URL_OFF,
};

/* Who may call it there, if callers need a key at all. */
enum url_auth {
    URL_AUTH_UNSAID, /* as URL_AUTH_IAM: a folder must say that it is public */
    URL_AUTH_NONE,   /* anyone */
    URL_AUTH_IAM,    /* a caller with a key that may invoke the function */
};

struct manifest {
    char handler[MANIFEST_WORD_SIZE];     /* "" if not given */
    char interpreter[MANIFEST_WORD_SIZE]; /* "" if not given */
    unsigned timeout_s;
    unsigned memory_mb;
    bool limits_memory;   /* by `memory`, which `limits` does not override */
    unsigned concurrency; /* events at once in one bootstrap; 0: not given */
    unsigned idle_s;      /* a runtime that is not used ends after this time */
    enum url_mode url;
    enum url_auth url_auth;
    json_t *build; /* owned reference: a text, or an array of texts; NULL: not
                      given */
    json_t *cors;  /* owned reference (cors.h); NULL: not given */
    /* Owned reference (schedule_list.h); NULL: not given. */
    json_t *schedules;
    json_t *hooks;    /* the same (hook_list.h) */
    json_t *queues;   /* owned reference (queue_list.h); NULL: not given */
    bool warm;        /* a runtime process starts with the host */
    bool sets_output; /* `output` is given; the bootstrap reads it */
    bool has_front;   /* `routes`, `static` or `http` is given (front.h) */
    char **env; /* owned: "NAME=value" each, then NULL; NULL if not given */
};

/* The values that hold without a file. */
void manifest_default(struct manifest *m);

/* Returns false, with place and reason in err and defaults in m, if a value is
 * wrong. */
bool manifest_read(struct manifest *m, const struct manifest_file *file,
                   struct error *err);
/* How many runtime processes the function may have at once, and how many events
 * each of them runs at once. */
unsigned manifest_runtimes(const struct manifest *m);
unsigned manifest_lanes(const struct manifest *m);
/* to: anything, it is not cleared. False: out of memory; manifest_clear() is
 * due all the same. */
bool manifest_copy(struct manifest *to, const struct manifest *from) MUST_CHECK;
/* Frees the memory and sets the defaults. */
void manifest_clear(struct manifest *m);

#endif
