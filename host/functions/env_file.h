/* env_file.h - a file of environment variables, as docker and dotenv have it.
 *
 * A line is NAME=VALUE, with or without `export ` before it; NAME alone takes
 * the value of the host's own variable, if it has one. Empty lines and lines
 * that begin with # are comments, as is what follows a space and a # after a
 * value. A value in single quotes is taken as it is. In double quotes \n, \r,
 * \t, \", \\ and \$ are characters. Both may have several lines. Nothing is
 * expanded. */
#ifndef DAYFLY_HOST_FUNCTIONS_ENV_FILE_H
#define DAYFLY_HOST_FUNCTIONS_ENV_FILE_H

#include <stdbool.h>

#include "host/functions/env_list.h"

#define ENV_FILE_NAME ".env"

enum { ENV_FILE_MAX_BYTES = 256 * 1024 };

/* Adds the variables of the text. `path` is for messages, which begin with
 * PATH:LINE. */
bool env_file_parse(struct env_list *list, const char *path, const char *text,
                    size_t size, struct error *err);
/* Adds those of the file. That there is none is an error if `required`. A
 * folder of that name, such as one of Python, counts as none. */
bool env_file_load(struct env_list *list, const char *path, bool required,
                   struct error *err);

#endif
