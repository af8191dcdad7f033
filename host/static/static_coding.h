/* static_coding.h - which compressed form of a file the client takes. Pure. */
#ifndef DAYFLY_HOST_STATIC_STATIC_CODING_H
#define DAYFLY_HOST_STATIC_STATIC_CODING_H

#include <stdbool.h>

/* By the header Accept-Encoding, or NULL, whose "*" and q=0 count. */
bool static_coding_takes(const char *accepted, const char *coding);
/* The header Accept, or NULL, names this type, not only by a "*". */
bool static_coding_names_type(const char *accepted, const char *type);

#endif
