/* default_handlers.h - the file names that make a folder a function although
 * no handler is set. */
#ifndef DAYFLY_COMMON_FUNCTION_DEFAULT_HANDLERS_H
#define DAYFLY_COMMON_FUNCTION_DEFAULT_HANDLERS_H

/* A module that the bootstrap runs if _HANDLER is not set, and the function in
 * it that is called. It takes precedence over the files below. */
#define BUNDLE_FILE "function.bundle.js"
#define BUNDLE_FUNCTION "handler"

/* A file, and the value that the host gives to _HANDLER if the function's
 * folder has the file. */
struct default_handler {
    const char *file;
    const char *handler;
};

/* In the order in which the host searches; ends in {NULL, NULL}. */
extern const struct default_handler default_handlers[];

#endif
