#include "host/archive/unpack.h"

#include <fcntl.h>
#include <zip.h>

#include "common/fd.h"
#include "host/archive/entry_writer.h"
#include "host/archive/name_set.h"
#include "host/archive/zip_entry.h"

static enum unpack_result write_entries(struct entry_writer *writer,
                                        struct name_set *names,
                                        zip_uint64_t count)
{
    struct zip_entry entry;

    for (zip_uint64_t at = 0; at < count; at++) {
        zip_entry_read(&entry, writer->zip, at);
        if (entry.kind == ZIP_ENTRY_ROOT)
            continue;
        if (!name_set_add(names, entry.name))
            return entry_writer_refuse(
                writer, &entry, "is there twice, but for upper and lower case");
        enum unpack_result result = entry_writer_add(writer, &entry);
        if (result != UNPACK_DONE)
            return result;
    }
    return UNPACK_DONE;
}

static enum unpack_result check_links(struct entry_writer *writer,
                                      zip_uint64_t count)
{
    struct zip_entry entry;
    enum unpack_result result = UNPACK_DONE;

    for (zip_uint64_t at = 0; at < count && result == UNPACK_DONE; at++) {
        zip_entry_read(&entry, writer->zip, at);
        if (entry.kind == ZIP_ENTRY_LINK)
            result = entry_writer_check_link(writer, &entry);
    }
    return result;
}

static enum unpack_result write_all(struct entry_writer *writer)
{
    zip_int64_t count = zip_get_num_entries(writer->zip, 0);
    struct name_set names = {.count = 0};

    if (count <= 0) {
        (void)error_set(writer->err, "it has no entries");
        return UNPACK_EMPTY;
    }
    if (count > UNPACK_ENTRIES_MAX) {
        (void)error_set(writer->err, "it has more than %d entries",
                        UNPACK_ENTRIES_MAX);
        return UNPACK_REFUSED;
    }
    enum unpack_result result =
        write_entries(writer, &names, (zip_uint64_t)count);
    name_set_clear(&names);
    return result == UNPACK_DONE ? check_links(writer, (zip_uint64_t)count)
                                 : result;
}

enum unpack_result unpack_zip(const char *zip, const char *folder,
                              int64_t *bytes, struct error *err)
{
    int code = 0;
    struct entry_writer writer = {
        .zip = zip_open(zip, ZIP_RDONLY | ZIP_CHECKCONS, &code), .err = err};
    AUTO(int, fd_close) root = -1;

    if (!writer.zip) {
        (void)error_set(err, "it cannot be read as a zip file");
        return UNPACK_NOT_A_ZIP;
    }
    root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    writer.root = root;
    enum unpack_result result = UNPACK_FAILED;
    if (root >= 0)
        result = write_all(&writer);
    else
        (void)error_set_errno(err, "cannot open %s", folder);
    zip_discard(writer.zip);
    *bytes = writer.bytes;
    return result;
}
