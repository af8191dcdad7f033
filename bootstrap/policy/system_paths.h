/* system_paths.h - the files a program cannot start or do its work without,
 * whatever it is granted: its libraries, names and certificates of the system,
 * devices. None of them holds anything of an event. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SYSTEM_PATHS_H
#define DAYFLY_BOOTSTRAP_POLICY_SYSTEM_PATHS_H

#include <stdbool.h>

#include "common/error.h"

struct path_visitor {
    void *self;
    /* reach: REACH_… of landlock.h. A path that is not there is no fault. */
    bool (*on_path)(void *self, const char *path, unsigned reach,
                    struct error *f);
    const char *search_path; /* where programs are looked for */
};

bool system_paths_of_system(const struct path_visitor *visitor,
                            struct error *err) MUST_CHECK;
/* The program itself, and its loader or the program of its #! line. `name`
 * without a slash is looked for; false with f empty: there is none. */
bool system_paths_of_program(const struct path_visitor *visitor,
                             const char *name, struct error *err) MUST_CHECK;
/* What an interpreter has beside it: its library, be it that of the program a
 * link leads to, as in Python's virtual environments. */
bool system_paths_of_interpreter(const struct path_visitor *visitor,
                                 const char *path,
                                 struct error *err) MUST_CHECK;

#endif
