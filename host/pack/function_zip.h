/* function_zip.h - the zip file of a function's folder, as it is deployed. */
#ifndef DAYFLY_HOST_PACK_FUNCTION_ZIP_H
#define DAYFLY_HOST_PACK_FUNCTION_ZIP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

enum { FUNCTION_ZIP_SHA256_SIZE = 48 };

struct function_zip {
    char path[PATH_MAX]; /* of a file without a name, as long as fd is open */
    int fd;              /* owned; -1: the file has a name and stays */
    char sha256[FUNCTION_ZIP_SHA256_SIZE]; /* in base64, as AWS shows it */
    size_t files;
    size_t left_out; /* names that the rules leave out */
    int64_t size;
    int64_t unpacked;
};

/* Packs what the folder's .dayflyignore and the defaults do not leave out; the
 * same files give the same bytes. False: err says why, and there is no file. */
bool function_zip_make(struct function_zip *zip, const char *folder,
                       struct error *err) MUST_CHECK;
/* The sizes and the hash of a zip file that is there. */
bool function_zip_read(struct function_zip *zip, const char *path,
                       struct error *err) MUST_CHECK;
/* Closes a file without a name, which is gone then. */
void function_zip_close(struct function_zip *zip);

#endif
