/* Regular files and folders. */
#ifndef TEMPLATE_KIND_FILE_H
#define TEMPLATE_KIND_FILE_H

#include "bridge/template/descriptors.h"

bool file_plan(struct descriptors *all, struct descriptor *this,
               struct line *why);
bool file_renew(const struct descriptors *all, const struct descriptor *this);

#endif
