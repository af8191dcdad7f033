#include "bootstrap/launch/interpreter_flags.h"

#include "bootstrap/launch/engine.h"

bool interpreter_enforces(const struct handler *h, enum permission p)
{
    return h->engine && engine_enforces(h->engine, h->version, p);
}

bool interpreter_flags_vary(const struct handler *h,
                            const struct permissions *p)
{
    return p->restricted && h->engine && h->engine->add_permissions;
}

bool interpreter_flags_add(struct buf *words, const struct handler *h,
                           const struct permissions *p, const char *scratch)
{
    return !interpreter_flags_vary(h, p) ||
           h->engine->add_permissions(words, h, p, scratch);
}
