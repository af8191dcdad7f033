/* system_paths.h - files that every program needs, whatever it is granted:
 * libraries, name resolution, certificates, devices. They hold no data of an
 * event. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SYSTEM_PATHS_H
#define DAYFLY_BOOTSTRAP_POLICY_SYSTEM_PATHS_H

#include <stdbool.h>

#include "common/error.h"

struct path_visitor {
    void *self;
    /* access: ACCESS_… of landlock.h. A path that does not exist is no error.
     */
    bool (*on_path)(void *self, const char *path, unsigned access,
                    struct error *err);
    const char *search_path; /* PATH for program names */
};

bool system_paths_of_system(const struct path_visitor *visitor,
                            struct error *err) MUST_CHECK;
/* The program, and its loader or the interpreter of its #! line. A name without
 * a slash is searched in search_path; false with an empty err: not found. */
bool system_paths_of_program(const struct path_visitor *visitor,
                             const char *name, struct error *err) MUST_CHECK;
/* The library folders next to an interpreter, and next to the target if it is a
 * symbolic link, as in Python's virtual environments. */
bool system_paths_of_interpreter(const struct path_visitor *visitor,
                                 const char *path,
                                 struct error *err) MUST_CHECK;

#endif
