#include "host/http/tls_files.h"

#include <fcntl.h>
#include <string.h>

#include "common/fd.h"

enum { FILE_MAX_BYTES = 1024 * 1024 };

static bool read_file(struct buf *text, const char *path)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = -1;

    while (fd >= 0 && buf_reserve(text, 4096) &&
           (got = fd_read(fd, buf_tail(text), 4096)) > 0)
        buf_commit(text, (size_t)got);
    return got == 0;
}

static bool read_pem(struct buf *text, const char *path, const char *what,
                     struct error *err)
{
    if (!read_file(text, path))
        return error_set_errno(err, "cannot read %s, the %s", path, what);
    if (!strstr(text->data, "-----BEGIN "))
        return error_set(err,
                         "%s is not a %s in PEM form, which begins with "
                         "-----BEGIN",
                         path, what);
    return true;
}

static struct MHD_OptionItem option(enum MHD_OPTION which, const char *text)
{
    return (struct MHD_OptionItem){.option = which,
                                   .ptr_value = (void *)(size_t)text};
}

bool tls_files_read(struct tls_files *files, const struct http_tls *tls,
                    struct error *err)
{
    *files = (struct tls_files){.cert = BUF(FILE_MAX_BYTES),
                                .key = BUF(FILE_MAX_BYTES)};
    files->options[0] = (struct MHD_OptionItem){.option = MHD_OPTION_END};
    if (!tls)
        return true;
    if (!read_pem(&files->cert, tls->cert, "certificate", err) ||
        !read_pem(&files->key, tls->key, "private key", err))
        return false;
    files->options[0] = option(MHD_OPTION_HTTPS_MEM_CERT, files->cert.data);
    files->options[1] = option(MHD_OPTION_HTTPS_MEM_KEY, files->key.data);
    files->options[2] = (struct MHD_OptionItem){.option = MHD_OPTION_END};
    return true;
}

void tls_files_clear(struct tls_files *files)
{
    buf_free(&files->cert);
    buf_free(&files->key);
}
