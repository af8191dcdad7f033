/* Sockets: pairs whose ends are both here are renewed, others are refused. */
#ifndef TEMPLATE_KIND_SOCKET_H
#define TEMPLATE_KIND_SOCKET_H

#include "bridge/template/descriptors.h"

bool socket_plan(struct descriptors *all, struct descriptor *this,
                 struct line *why);
bool socket_join(struct descriptors *all, struct descriptor *this,
                 struct line *why);
bool socket_renew(const struct descriptors *all, const struct descriptor *this);

#endif
