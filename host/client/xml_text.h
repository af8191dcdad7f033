/* xml_text.h - an element of AWS's answers in XML. */
#ifndef DAYFLY_HOST_CLIENT_XML_TEXT_H
#define DAYFLY_HOST_CLIENT_XML_TEXT_H

#include <stddef.h>

#include "common/buf.h"

/* The text of the first element of this name, truncated; "" if there is none.
 */
void xml_text(const struct buf *body, const char *name, char *text,
              size_t room);

#endif
