/* query_xml.h - the JSON value of a service becomes XML. Pure. */
#ifndef DAYFLY_HOST_QUERY_QUERY_XML_H
#define DAYFLY_HOST_QUERY_QUERY_XML_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "host/query/query_shape.h"

/* Appends the text of an element. What XML cannot have, which is control
 * characters, becomes U+FFFD; a carriage return stays one. `text` is UTF-8.
 * False: `out` is full. */
bool query_xml_add_text(struct buf *out, const char *text,
                        size_t size) MUST_CHECK;
/* Appends an element for each member that the object has. False: as above. */
bool query_xml_add(struct buf *out, const json_t *object,
                   const struct query_member *members) MUST_CHECK;

#endif
