#include "host/runtime/extensions.h"

#include <stdio.h>
#include <string.h>

enum extension_add_result extensions_add(struct extensions *e, const char *name,
                                         struct extension **added)
{
    struct extension *x;

    if (!*name || strlen(name) >= EXTENSION_NAME_SIZE)
        return EXTENSION_NO_NAME;
    for (size_t i = 0; i < e->count; i++)
        if (!strcmp(e->list[i].name, name))
            return EXTENSION_TWICE;
    if (e->count == EXTENSIONS_MAX)
        return EXTENSION_TOO_MANY;
    x = &e->list[e->count++];
    *x = (struct extension){.state = EXTENSION_REGISTERED};
    uuid_make(x->id);
    (void)snprintf(x->name, sizeof x->name, "%s", name);
    *added = x;
    return EXTENSION_TAKEN;
}

struct extension *extensions_find(struct extensions *e, const char *id)
{
    for (size_t i = 0; e && i < e->count; i++)
        if (!strcmp(e->list[i].id, id))
            return &e->list[i];
    return NULL;
}

static bool has_failed(enum extension_state state)
{
    return state == EXTENSION_INIT_ERROR || state == EXTENSION_EXIT_ERROR;
}

bool extension_step(enum extension_state *state, enum extension_step step)
{
    switch (step) {
    case EXTENSION_NEXT:
        if (has_failed(*state) || *state == EXTENSION_READY)
            return false;
        *state = EXTENSION_READY;
        return true;
    case EXTENSION_FAIL_INIT:
        if (*state != EXTENSION_REGISTERED)
            return false;
        *state = EXTENSION_INIT_ERROR;
        return true;
    case EXTENSION_FAIL_EXIT:
        if (*state == EXTENSION_INIT_ERROR)
            return false;
        *state = EXTENSION_EXIT_ERROR;
        return true;
    }
    return false;
}

const char *extension_state_name(enum extension_state state)
{
    switch (state) {
    case EXTENSION_REGISTERED:
        return "Registered";
    case EXTENSION_READY:
        return "Ready";
    case EXTENSION_RUNNING:
        return "Running";
    case EXTENSION_INIT_ERROR:
        return "InitError";
    case EXTENSION_EXIT_ERROR:
        return "ExitError";
    }
    return "Unknown";
}

const char *extension_step_target(enum extension_step step)
{
    switch (step) {
    case EXTENSION_NEXT:
        return "Ready";
    case EXTENSION_FAIL_INIT:
        return "InitError";
    case EXTENSION_FAIL_EXIT:
        return "Exited";
    }
    return "Unknown";
}
