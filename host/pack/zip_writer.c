#include "host/pack/zip_writer.h"

#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "host/pack/folder_tree.h"

/* 1 January 1980, the first day that a zip file can name. */
enum { FIRST_DAY = 0x21, BEST_LEVEL = 9, MODE_SHIFT = 16 };

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

bool zip_write(const char *path, const struct folder_tree *tree,
               struct error *err)
{
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    bool ok = true;

    if (!zip)
        return error_set(err, "cannot write %s", path);
    for (size_t i = 0; ok && i < tree->count; i++) {
        ok = add(zip, &tree->files[i]);
        if (!ok)
            (void)error_set(err, "%s: %s", tree->files[i].name,
                            zip_strerror(zip));
    }
    if (ok && zip_close(zip) == 0)
        return true;
    if (ok)
        (void)error_set(err, "cannot write %s: %s", path, zip_strerror(zip));
    zip_discard(zip);
    return false;
}
