#include "host/pack/zip_writer.h"

#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "common/fd.h"
#include "host/pack/folder_tree.h"

/* 1 January 1980, the first day that a zip file can name. */
enum { FIRST_DAY = 0x21, BEST_LEVEL = 9, MODE_SHIFT = 16, PIECE = 65536 };

static zip_source_t *source_of(zip_t *zip, const struct tree_file *file)
{
    return file->target
               ? zip_source_buffer(zip, file->target, strlen(file->target), 0)
               : zip_source_file(zip, file->path, 0, -1);
}

static mode_t mode_of(const struct tree_file *file)
{
    if (file->target)
        return S_IFLNK | 0777;
    return S_IFREG | (file->runs ? 0755 : 0644);
}

static bool add(zip_t *zip, const struct tree_file *file)
{
    zip_source_t *source = source_of(zip, file);

    if (!source)
        return false;
    zip_int64_t at = zip_file_add(zip, file->name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    zip_uint64_t index = (zip_uint64_t)at;
    return zip_set_file_compression(zip, index, ZIP_CM_DEFLATE, BEST_LEVEL) ==
               0 &&
           zip_file_set_dostime(zip, index, 0, FIRST_DAY, 0) == 0 &&
           zip_file_set_external_attributes(zip, index, 0, ZIP_OPSYS_UNIX,
                                            (zip_uint32_t)mode_of(file)
                                                << MODE_SHIFT) == 0;
}

static bool add_all(zip_t *zip, const struct folder_tree *tree,
                    struct error *err)
{
    for (size_t i = 0; i < tree->count; i++)
        if (!add(zip, &tree->files[i]))
            return error_set(err, "%s: %s", tree->files[i].name,
                             zip_strerror(zip));
    return true;
}

/* Makes the archive in the memory of `to`. */
static bool make(zip_source_t *to, const struct folder_tree *tree,
                 struct error *err)
{
    zip_error_t why;

    zip_error_init(&why);
    zip_source_keep(to);
    zip_t *zip = zip_open_from_source(to, ZIP_TRUNCATE, &why);
    if (!zip)
        zip_source_free(to);
    zip_error_fini(&why);
    if (!zip)
        return error_set(err, "out of memory");
    if (!add_all(zip, tree, err)) {
        zip_discard(zip);
        return false;
    }
    if (zip_close(zip) == 0)
        return true;
    (void)error_set(err, "cannot pack the files: %s", zip_strerror(zip));
    zip_discard(zip);
    return false;
}

static bool copy_to(int fd, zip_source_t *from, struct error *err)
{
    char piece[PIECE];
    zip_int64_t got = zip_source_open(from) == 0 ? 1 : -1;
    bool ok = got > 0;

    while (ok && (got = zip_source_read(from, piece, sizeof piece)) > 0)
        ok = fd_write_all(fd, piece, (size_t)got);
    (void)zip_source_close(from);
    if (!ok)
        return error_set_errno(err, "cannot write the zip file");
    return got == 0 || error_set(err, "cannot read the zip file");
}

bool zip_write(int fd, const struct folder_tree *tree, struct error *err)
{
    zip_error_t why;

    zip_error_init(&why);
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_error_fini(&why);
    if (!memory)
        return error_set(err, "out of memory");
    bool ok = make(memory, tree, err) && copy_to(fd, memory, err);
    zip_source_free(memory);
    return ok;
}
