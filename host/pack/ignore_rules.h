/* ignore_rules.h - which files of a function's folder are not deployed: a list
 * of defaults, and the lines of its .dayflyignore, which have the forms of
 * .gitignore. The last line that matches a path decides. The same as
 * layer/ignore.py. */
#ifndef DAYFLY_HOST_PACK_IGNORE_RULES_H
#define DAYFLY_HOST_PACK_IGNORE_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

struct path_pattern;

struct ignore_rules {
    struct ignore_rule {
        struct path_pattern *pattern; /* owned */
        bool folders_only;
        bool leaves_out; /* else it takes back */
    } * rules;           /* owned */
    size_t count;
};

/* The defaults. */
bool ignore_rules_open(struct ignore_rules *rules,
                       struct error *err) MUST_CHECK;
/* One path, as it is. */
bool ignore_rules_add_path(struct ignore_rules *rules, const char *path,
                           struct error *err) MUST_CHECK;
/* The lines of the folder's own file, if it has one. */
bool ignore_rules_add_file(struct ignore_rules *rules, const char *folder,
                           struct error *err) MUST_CHECK;
void ignore_rules_close(struct ignore_rules *rules);

/* path: relative to the folder, with / between its parts. */
bool ignore_rules_match(const struct ignore_rules *rules, const char *path,
                        bool is_folder);

#endif
