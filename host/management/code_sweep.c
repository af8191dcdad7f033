#include "host/management/code_sweep.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "host/catalog/catalog_code.h"
#include "host/dispatch/function_trial.h"
#include "host/dispatch/stored_function.h"
#include "host/management/change.h"
#include "host/management/configuration.h"
#include "host/management/management.h"

enum { SWEEP_MS = 1000 };

struct forgotten {
    char sha256[SHA256_TEXT_SIZE];
    struct forgotten *next;
};

static bool is_arriving(const struct management *m, const char *sha256)
{
    for (const struct change *c = m->changes; c; c = c->next)
        if (!strcmp(c->job.code.sha256, sha256))
            return true;
    return false;
}

static bool is_used(const struct management *m, const char *sha256)
{
    return is_arriving(m, sha256) ||
           catalog_code_is_used(&m->catalog, sha256) ||
           layer_catalog_uses(&m->layers, sha256);
}

/* Removes what is neither in the catalog nor loaded by a process that still
 * ends. */
static void sweep(void *self)
{
    struct management *m = self;
    char folder[PATH_MAX];

    for (struct forgotten **at = &m->forgotten; *at;) {
        struct forgotten *code = *at;
        bool used = is_used(m, code->sha256);
        code_store_folder(&m->code, code->sha256, folder);
        if (!used && (stored_function_uses(m->dispatcher, folder) ||
                      function_trial_uses(m->dispatcher, folder))) {
            at = &code->next;
            continue;
        }
        if (!used)
            code_store_remove(&m->code, code->sha256);
        *at = code->next;
        mem_free(code);
    }
    if (m->forgotten)
        timer_set(m->loop, &m->sweep_timer, SWEEP_MS);
}

void code_sweep_forget(struct management *m, const char *sha256)
{
    struct forgotten *code = *sha256 ? mem_new(1, sizeof *code) : NULL;

    if (!code)
        return;
    (void)snprintf(code->sha256, sizeof code->sha256, "%s", sha256);
    code->next = m->forgotten;
    m->forgotten = code;
    if (m->sweep_timer.due_ms == 0)
        timer_set(m->loop, &m->sweep_timer, 0);
}

void code_sweep_forget_all(struct management *m, const json_t *configuration)
{
    const json_t *layers = json_object_get(configuration, "layer_code");

    code_sweep_forget(m, configuration_text(configuration, "sha256"));
    for (size_t i = 0; i < json_array_size(layers); i++)
        code_sweep_forget(m, json_string_value(json_array_get(layers, i)));
}

void code_sweep_open(struct management *m)
{
    m->sweep_timer = (struct timer){.on_fire = sweep, .self = m};
}

static void forget_unused(void *self, const char *name)
{
    struct management *m = self;

    if (strlen(name) == SHA256_TEXT_SIZE - 1 && !is_used(m, name))
        code_sweep_forget(m, name);
}

bool code_sweep_begin(struct management *m, struct error *err)
{
    return code_store_each(&m->code, forget_unused, m, err);
}

void code_sweep_close(struct management *m)
{
    timer_clear(m->loop, &m->sweep_timer);
    while (m->forgotten) {
        struct forgotten *code = m->forgotten;
        m->forgotten = code->next;
        mem_free(code);
    }
}
