/* sha256.h - the SHA-256 (FIPS 180-4) of a file. */
#ifndef DAYFLY_COMMON_SHA256_H
#define DAYFLY_COMMON_SHA256_H

#include <stdbool.h>

#include "common/compiler.h"

enum { SHA256_TEXT_SIZE = 65 };

/* Writes 64 hexadecimal digits and a NUL. False: the file cannot be read. */
bool sha256_file(const char *path, char text[SHA256_TEXT_SIZE]) MUST_CHECK;

#endif
