/* settings_table.h - every DAYFLY_ setting there is, once: how it is read, and
 * how it is told. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_TABLE_H
#define DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "bootstrap/config/settings.h"
#include "common/buf.h"

enum { TIMEOUT_MAX_S = 900 };

enum setting_kind {
    KIND_TEXT,    /* any: const char * */
    KIND_WORD,    /* one of `words`: an enum */
    KIND_NUMBER,  /* 1 to `most`, times `scale`: int64_t */
    KIND_INHERIT, /* what the bootstrap itself tells a plain executable, which
                     may be inherited when a handler runs a bootstrap of its
                     own, or a wrapper */
};

struct setting {
    const char *name;
    const char *key; /* of the same setting in dayfly.json; NULL: none */
    enum setting_kind kind;
    bool on_off;  /* in dayfly.json true and false are words, too */
    size_t field; /* offset in struct settings */
    const char *const *choices;
    int64_t max;
    int64_t scale;
    const char *unit;
    const char *values; /* these three are for people */
    const char *standard;
    const char *what;
};

extern const struct setting settings_rows[];
extern const size_t settings_rows_count;

/* The DAYFLY_ settings, for a terminal. */
bool settings_list(struct buf *text) MUST_CHECK;
/* The same as the README's table: Markdown, one row each. */
bool settings_table(struct buf *text) MUST_CHECK;

#endif
