/* Pipes whose ends are both here: a library's way to wake its own threads. */
#ifndef TEMPLATE_KIND_PIPE_H
#define TEMPLATE_KIND_PIPE_H

#include "bridge/template/descriptors.h"

bool pipe_plan(struct descriptors *all, struct descriptor *this,
               struct line *why);
bool pipe_join(struct descriptors *all, struct descriptor *this,
               struct line *why);
bool pipe_renew(const struct descriptors *all, const struct descriptor *this);

#endif
