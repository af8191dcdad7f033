/* Eventfds and epolls. */
#ifndef TEMPLATE_KIND_ANONYMOUS_H
#define TEMPLATE_KIND_ANONYMOUS_H

#include "bridge/template/descriptors.h"

bool eventfd_plan(struct descriptors *all, struct descriptor *this,
                  struct line *why);
bool eventfd_renew(const struct descriptors *all,
                   const struct descriptor *this);

bool epoll_plan(struct descriptors *all, struct descriptor *this,
                struct line *why);
bool epoll_join(struct descriptors *all, struct descriptor *this,
                struct line *why);
bool epoll_renew(const struct descriptors *all, const struct descriptor *this);

/* In the copy, when all descriptors have been renewed. */
bool epoll_renew_entries(const struct descriptors *all);

#endif
