#include "host/functions/function.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

/* To be freed. NULL: err is set. */
static char *text_copy(const char *text, struct error *err)
{
    char *copy = mem_new(strlen(text) + 1, 1);

    if (!copy)
        (void)error_set(err, "out of memory");
    else
        memcpy(copy, text, strlen(text) + 1);
    return copy;
}

/* Opened without blocking, and checked before it is read: it may be a FIFO or a
 * device. */
static int open_manifest(const char *path, const char *shown, struct error *err)
{
    AUTO(int, fd_close) fd = -1;
    struct stat st;

    fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        (void)error_set_errno(err,
                              "%s: cannot be read, make it readable or "
                              "remove it",
                              shown);
    else if (!S_ISREG(st.st_mode))
        (void)error_set(err,
                        "%s: is not a regular file, put a JSON file there "
                        "or remove it",
                        shown);
    else if (st.st_size > MANIFEST_MAX_BYTES)
        (void)error_set(err, "%s: is larger than %d bytes, shorten it", shown,
                        MANIFEST_MAX_BYTES);
    else
        return fd_take(&fd);
    return -1;
}

/* The file may grow while it is read. */
static bool read_text(struct buf *text, int fd, const char *shown,
                      struct error *err)
{
    ssize_t got = 1;

    while (got > 0 && text->size < MANIFEST_MAX_BYTES) {
        if (!buf_reserve(text, MANIFEST_MAX_BYTES - text->size))
            return error_set(err, "%s: out of memory", shown);
        got = fd_read(fd, buf_tail(text), MANIFEST_MAX_BYTES - text->size);
        if (got < 0)
            return error_set_errno(err, "%s: cannot be read", shown);
        buf_commit(text, (size_t)got);
    }
    return true;
}

/* The copy has no unused capacity. */
static bool keep_text(struct buf *kept, const struct buf *text,
                      struct error *err)
{
    *kept = (struct buf)BUF(MANIFEST_MAX_BYTES);
    return buf_add(kept, text->data, text->size) ||
           error_set(err, "out of memory");
}

static bool read_manifest(struct function *fn, struct error *err)
{
    AUTO(int, fd_close) fd = -1;
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MAX_BYTES);
    char path[PATH_MAX];
    char shown[PATH_MAX];

    if (!function_folder_has_manifest(fn->root))
        return true;
    (void)snprintf(path, sizeof path, "%s/" MANIFEST_FILE, fn->root);
    (void)snprintf(shown, sizeof shown, "%s/" MANIFEST_FILE, fn->folder);
    fd = open_manifest(path, shown, err);
    return fd >= 0 && read_text(&text, fd, shown, err) &&
           manifest_parse(&fn->manifest, shown, text.data, text.size, err) &&
           keep_text(&fn->manifest_text, &text, err);
}

/* dayfly's bootstrap runs a handler that is a file as a program, unless its
 * extension is that of a script. */
static bool is_program(const char *folder, const char *handler)
{
    static const char *const ends[] = {"js", "mjs", "cjs", "ts", "mts"};
    const char *dot = strrchr(handler, '.');

    if (*handler == '/' ? access(handler, F_OK) != 0
                        : !function_folder_has_file(folder, handler))
        return false;
    for (size_t i = 0; dot && i < COUNT(ends); i++)
        if (!strcmp(dot + 1, ends[i]))
            return false;
    return true;
}

/* The program that runs the function, and its handler. */
static bool set_entry(struct function *fn, const char *bootstrap,
                      struct error *err)
{
    char own[PATH_MAX];
    const char *handler = fn->manifest.handler;

    fn->own_bootstrap = function_folder_has_program(fn->root, BOOTSTRAP_FILE);
    if (fn->own_bootstrap) {
        (void)snprintf(own, sizeof own, "%s/" BOOTSTRAP_FILE, fn->root);
        bootstrap = own;
        handler = *handler ? handler : BOOTSTRAP_FILE;
    } else {
        handler = *handler ? handler : function_folder_handler(fn->root);
        fn->is_module = !*handler || !is_program(fn->root, handler);
    }
    (void)snprintf(fn->handler, sizeof fn->handler, "%s", handler);
    fn->bootstrap = text_copy(bootstrap, err);
    return fn->bootstrap != NULL;
}

/* The fingerprint is taken first: a change during the read is noticed at the
 * next check. */
static bool read_folder(struct function *fn, const char *bootstrap,
                        struct error *f)
{
    struct error why = ERROR_NONE;
    char root[PATH_MAX];

    folder_fingerprint_read(&fn->fingerprint, fn->folder);
    if (!realpath(fn->folder, root))
        return error_set_errno(f, "cannot open the folder %s", fn->folder);
    fn->root = text_copy(root, f);
    if (!fn->root)
        return false;
    if (!read_manifest(fn, &why)) {
        fn->config_error = text_copy(why.text, f);
        if (!fn->config_error)
            return false;
    }
    return set_entry(fn, bootstrap, f);
}

struct function *function_read(const char *name, const char *folder,
                               const char *bootstrap, struct error *err)
{
    struct function *fn = mem_new(1, sizeof *fn);

    if (!fn) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    (void)snprintf(fn->name, sizeof fn->name, "%s", name);
    manifest_default(&fn->manifest);
    fn->manifest_text = (struct buf)BUF(MANIFEST_MAX_BYTES);
    fn->folder = text_copy(folder, err);
    if (fn->folder && read_folder(fn, bootstrap, err))
        return fn;
    function_release(fn);
    return NULL;
}

bool function_is_being_written(const struct function *fn)
{
    return fn->own_bootstrap && fn->fingerprint.program_is_recent;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

bool function_is_same(const struct function *a, const struct function *b)
{
    return is_same_text(a->config_error, b->config_error) &&
           a->manifest_text.size == b->manifest_text.size &&
           !memcmp(a->manifest_text.data, b->manifest_text.data,
                   a->manifest_text.size) &&
           !strcmp(a->folder, b->folder) && !strcmp(a->root, b->root) &&
           !strcmp(a->bootstrap, b->bootstrap) &&
           !strcmp(a->handler, b->handler) && a->is_module == b->is_module &&
           folder_fingerprint_is_same_place(&a->fingerprint, &b->fingerprint);
}

void function_release(struct function *fn)
{
    if (!fn)
        return;
    mem_free(fn->folder);
    mem_free(fn->root);
    mem_free(fn->bootstrap);
    mem_free(fn->config_error);
    buf_free(&fn->manifest_text);
    manifest_clear(&fn->manifest);
    mem_free(fn);
}
