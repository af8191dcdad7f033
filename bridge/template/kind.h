/* What the kinds of descriptors share. */
#ifndef TEMPLATE_KIND_H
#define TEMPLATE_KIND_H

#include "bridge/template/descriptors.h"

/* Adds "NAME of its kind (what it is linked to)"; returns false. */
bool kind_refuse(struct descriptors *all, struct descriptor *this,
                 struct line *why);

/* Adds WHAT (DETAIL); returns false. */
bool kind_refuse_as(struct line *why, const char *what, const char *detail);

/* Moves the descriptor `made` to the number, and with the flag, that the other
 * one has in the template. Returns false if `made` is -errno. */
bool kind_place(long made, const struct descriptor *as);

/* Makes it non-blocking if it is in the template. */
bool kind_set_flags(const struct descriptor *as);

/* Whether two descriptors are of the same open file description. Asks F_GETFL
 * after a change of O_NONBLOCK, because kcmp() may be refused. */
bool kind_same(const struct descriptor *a, const struct descriptor *b);

/* The descriptor of that number, or NULL. */
const struct descriptor *kind_find(const struct descriptors *all, int fd);

#endif
