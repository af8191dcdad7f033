/* manifest.h - dayfly.json, the settings beside a function. Pure: text in,
 * struct out. */
#ifndef DAYFLY_HOST_FUNCTIONS_MANIFEST_H
#define DAYFLY_HOST_FUNCTIONS_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

#define MANIFEST_FILE "dayfly.json"

enum {
    MANIFEST_MAX_BYTES = 1024 * 1024,
    MANIFEST_WORD_SIZE = 512, /* handler and interpreter, NUL included */
    TIMEOUT_DEFAULT_S = 3,
    TIMEOUT_MAX_S = 900,
    MEMORY_DEFAULT_MB = 128,
    MEMORY_MAX_MB = 10240,
    CONCURRENCY_MAX = 1000,
};

/* How the function is served at a URL of its own. */
enum url_mode {
    URL_BUFFERED, /* the result says what to send */
    URL_STREAM,   /* what it sends goes out as it comes */
    URL_OFF,
};

struct manifest {
    char handler[MANIFEST_WORD_SIZE];     /* "" when not given */
    char interpreter[MANIFEST_WORD_SIZE]; /* "" when not given */
    unsigned timeout_s;
    unsigned memory_mb;
    unsigned concurrency; /* calls at work at once, in one bootstrap */
    enum url_mode url;
    bool sets_output; /* what the bootstrap then reads there */
    char **env; /* owned: "NAME=value" each, NULL at the end; NULL when none */
};

/* What holds without a manifest. */
void manifest_default(struct manifest *m);

/* `path` is for the sentence only. False: f says path, line, what is wrong and
 * what to write instead; m is then empty. */
bool manifest_parse(struct manifest *m, const char *path, const char *text,
                    size_t size, struct error *err);
void manifest_clear(struct manifest *m);

#endif
