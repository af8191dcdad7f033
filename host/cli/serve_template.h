/* serve_template.h - the SAM templates of `dayfly serve`, and the routes and
 * static files of its dayfly.json: their parameters, and what the start says of
 * them. */
#ifndef DAYFLY_HOST_CLI_SERVE_TEMPLATE_H
#define DAYFLY_HOST_CLI_SERVE_TEMPLATE_H

#include "host/functions/function_registry.h"

enum { SERVE_PARAMETERS_MAX = 200 };

/* "NAME=VALUE" each, then NULL. */
struct serve_parameters {
    const char *list[SERVE_PARAMETERS_MAX + 1];
    size_t count;
};

/* Takes NAME=VALUE. False: err says what it must be. */
bool serve_parameters_add(struct serve_parameters *all, const char *text,
                          struct error *err);
/* Each of them is a parameter of a served template. */
bool serve_parameters_check(const struct serve_parameters *all,
                            const struct function_registry *registry,
                            struct error *err);
/* No function is served: err says why none of a template is. True: there is no
 * template, or it names no function. */
bool serve_template_check(const struct function_registry *registry,
                          struct error *err);
/* Some served folder has routes or static files in its dayfly.json. */
bool serve_template_has_front(const struct function_registry *registry);
/* The routes and static files, what of a template is not served or is guessed,
 * and what of them is missing now. */
void serve_template_print(const struct function_registry *registry,
                          const char *base);

#endif
