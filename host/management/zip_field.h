/* zip_field.h - takes the zip file out of a request while it arrives: the
 * member `ZipFile`, base64, of the request's object or of the object `Code` or
 * `Content` in it. So a request of 70 MB costs no memory. */
#ifndef DAYFLY_HOST_MANAGEMENT_ZIP_FIELD_H
#define DAYFLY_HOST_MANAGEMENT_ZIP_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

enum { ZIP_FIELD_DEPTH_MAX = 64, ZIP_FIELD_KEY_MAX = 16 };

struct zip_field {
    int fd;          /* borrowed: gets the bytes of the file */
    struct buf rest; /* owned: the JSON, with "" as the member's value */
    bool found;
    uint64_t bytes; /* of the file */
    /* What went wrong; the rest is not read then. */
    enum zip_field_fault {
        ZIP_FIELD_OK,
        ZIP_FIELD_TOO_LONG, /* more JSON than `rest` may have */
        ZIP_FIELD_NOT_BASE64,
        ZIP_FIELD_NOT_WRITTEN /* errno */
    } fault;

    /* Where it is in the JSON. */
    unsigned depth;
    bool is_object[ZIP_FIELD_DEPTH_MAX];
    bool is_key; /* the next string is a key */
    bool in_string;
    bool in_zip; /* within the member's value */
    bool escaped;
    int hex_left; /* digits of \uXXXX */
    unsigned hex;
    char key[ZIP_FIELD_KEY_MAX + 1]; /* the last key, as far as it fits */
    size_t key_size;
    bool in_code;    /* within Code or Content */
    struct buf text; /* owned: base64 that is not decoded yet */
    bool is_padded;  /* the base64 has ended */
};

/* rest_max: bytes of JSON besides the file. */
void zip_field_open(struct zip_field *z, int fd, size_t rest_max);
/* False: z->fault says why. */
bool zip_field_add(struct zip_field *z, const char *bytes,
                   size_t size) MUST_CHECK;
/* After the last byte. */
bool zip_field_end(struct zip_field *z) MUST_CHECK;
void zip_field_close(struct zip_field *z);

#endif
