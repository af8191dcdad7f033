/* tls_files.h - the certificate and the private key that a server shows. */
#ifndef DAYFLY_HOST_HTTP_TLS_FILES_H
#define DAYFLY_HOST_HTTP_TLS_FILES_H

#include <stdbool.h>

#include <microhttpd.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "common/error.h"
#include "host/http/http_server.h"

struct tls_files {
    struct buf cert;
    struct buf key;
    struct MHD_OptionItem options[3]; /* point into the files */
};

/* `tls` is NULL: there are no options. False: err says which file cannot be
 * read, or is no PEM. tls_files_clear is due. */
bool tls_files_read(struct tls_files *files, const struct http_tls *tls,
                    struct error *err) MUST_CHECK;
void tls_files_clear(struct tls_files *files);

#endif
