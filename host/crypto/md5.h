/* md5.h - the digest that SQS adds to a message (RFC 1321). Not for security.
 */
#ifndef DAYFLY_HOST_CRYPTO_MD5_H
#define DAYFLY_HOST_CRYPTO_MD5_H

#include <stddef.h>

enum { MD5_TEXT_SIZE = 33 };

/* In hexadecimal. */
void md5_text(char text[MD5_TEXT_SIZE], const void *bytes, size_t size);

#endif
