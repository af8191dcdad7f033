/* settings_table.h - the one table of all DAYFLY_ settings: how each is parsed
 * and described. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_TABLE_H
#define DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "bootstrap/config/settings.h"
#include "common/buf.h"

enum { TIMEOUT_MAX_S = 900, MEMORY_MAX_MB = 10240 };

enum setting_kind {
    KIND_TEXT,    /* const char * */
    KIND_WORD,    /* one of `choices`: an enum */
    KIND_NUMBER,  /* 1 to `max`, times `scale`: int64_t */
    KIND_INHERIT, /* set by the bootstrap for a plain executable; a bootstrap
                     that a handler or wrapper starts inherits it. Or set in a
                     user's shell, for `dayfly invoke` */
};

struct setting {
    const char *name;
    const char *key; /* in dayfly.json; NULL: none */
    enum setting_kind kind;
    bool on_off;  /* dayfly.json may say true or false */
    size_t field; /* offset in struct settings */
    const char *const *choices;
    int64_t max;
    int64_t scale;
    const char *unit;
    const char *values; /* these three are for messages */
    const char *standard;
    const char *what;
};

extern const struct setting settings_rows[];
extern const size_t settings_rows_count;

#endif
