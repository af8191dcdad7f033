/* sha256.h - FIPS 180-4, of a file: by which code is known again. */
#ifndef DAYFLY_COMMON_SHA256_H
#define DAYFLY_COMMON_SHA256_H

#include <stdbool.h>

#include "common/compiler.h"

enum { SHA256_TEXT_SIZE = 65 };

/* 64 hex digits and a NUL. False: it cannot be read. */
bool sha256_file(const char *path, char text[SHA256_TEXT_SIZE]) MUST_CHECK;

#endif
