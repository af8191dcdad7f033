#include "host/archive/entry_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zip.h>

#include "common/fd.h"

enum { PIECE_BYTES = 64 * 1024 };

enum unpack_result entry_writer_refuse(struct entry_writer *writer,
                                       const struct zip_entry *entry,
                                       const char *why)
{
    (void)error_set(writer->err, "the entry \"%.200s\" %s", entry->name, why);
    return UNPACK_REFUSED;
}

static enum unpack_result failed(struct entry_writer *w,
                                 const struct zip_entry *entry)
{
    if (errno == EEXIST)
        return entry_writer_refuse(w, entry, "has the path of another entry");
    (void)error_set_errno(w->err, "cannot write \"%.200s\"", entry->name);
    return UNPACK_FAILED;
}

static enum unpack_result broken(struct entry_writer *w,
                                 const struct zip_entry *entry)
{
    (void)error_set(w->err, "the entry \"%.200s\" cannot be read", entry->name);
    return UNPACK_NOT_A_ZIP;
}

/* The folder of this name in another, made if it is not there. */
static int open_folder(int above, const char *name, size_t size)
{
    char part[ENTRY_PART_MAX + 1];

    (void)snprintf(part, sizeof part, "%.*s", (int)size, name);
    if (mkdirat(above, part, 0755) != 0 && errno != EEXIST)
        return -1;
    return openat(above, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Makes the folders above it. Returns a descriptor of the last one, and in
 * *base the rest of the name; -1: errno says why not. */
static int open_parent(const struct entry_writer *w, const char *name,
                       const char **base)
{
    int folder = openat(w->root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    const char *slash;

    for (; folder >= 0 && (slash = strchr(name, '/')); name = slash + 1) {
        int next = open_folder(folder, name, (size_t)(slash - name));
        fd_close(&folder);
        folder = next;
    }
    *base = name;
    return folder;
}

static enum unpack_result write_pieces(struct entry_writer *w, zip_file_t *from,
                                       int to, const struct zip_entry *entry)
{
    static char piece[PIECE_BYTES];
    zip_uint64_t size = 0;
    zip_int64_t got;

    while ((got = zip_fread(from, piece, sizeof piece)) > 0) {
        size += (zip_uint64_t)got;
        w->bytes += got;
        if (w->bytes >= UNPACK_MAX_BYTES) {
            (void)error_set(w->err, "the files have %lld bytes or more",
                            (long long)UNPACK_MAX_BYTES);
            return UNPACK_TOO_LARGE;
        }
        if (!fd_write_all(to, piece, (size_t)got))
            return failed(w, entry);
    }
    return got < 0 || size != entry->size ? broken(w, entry) : UNPACK_DONE;
}

static enum unpack_result write_file(struct entry_writer *w,
                                     const struct zip_entry *entry, int folder,
                                     const char *base)
{
    AUTO(int, fd_close)
    to = openat(folder, base,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                entry->is_executable ? 0555 : 0444);

    if (to < 0)
        return failed(w, entry);
    zip_file_t *from = zip_fopen_index(w->zip, entry->at, 0);
    if (!from)
        return broken(w, entry);
    enum unpack_result result = write_pieces(w, from, to, entry);
    if (zip_fclose(from) != 0 && result == UNPACK_DONE)
        return broken(w, entry);
    return result;
}

static enum unpack_result write_link(struct entry_writer *w,
                                     const struct zip_entry *entry, int folder,
                                     const char *base)
{
    char target[PATH_MAX];
    zip_file_t *from = zip_fopen_index(w->zip, entry->at, 0);
    zip_int64_t size = from ? zip_fread(from, target, sizeof target) : -1;

    if (from)
        (void)zip_fclose(from);
    if (size < 0)
        return broken(w, entry);
    if (size == sizeof target || memchr(target, '\0', (size_t)size))
        return entry_writer_refuse(w, entry, "is a link that leads nowhere");
    target[size] = '\0';
    if (!entry_link_stays(entry->name, target))
        return entry_writer_refuse(w, entry,
                                   "is a link that leads out of the folder");
    return symlinkat(target, folder, base) == 0 ? UNPACK_DONE
                                                : failed(w, entry);
}

static enum unpack_result write_folder(struct entry_writer *w,
                                       const struct zip_entry *entry,
                                       int folder, const char *base)
{
    AUTO(int, fd_close) made = open_folder(folder, base, strlen(base));

    if (made < 0 && errno == ENOTDIR)
        errno = EEXIST;
    return made >= 0 ? UNPACK_DONE : failed(w, entry);
}

enum unpack_result entry_writer_add(struct entry_writer *writer,
                                    const struct zip_entry *entry)
{
    const char *base;

    if (entry->fault)
        return entry_writer_refuse(writer, entry, entry->fault);
    AUTO(int, fd_close) folder = open_parent(writer, entry->name, &base);
    if (folder < 0 && (errno == ELOOP || errno == ENOTDIR))
        return entry_writer_refuse(writer, entry,
                                   "is below one that is no folder");
    if (folder < 0)
        return failed(writer, entry);
    if (entry->kind == ZIP_ENTRY_FOLDER)
        return write_folder(writer, entry, folder, base);
    return entry->kind == ZIP_ENTRY_LINK
               ? write_link(writer, entry, folder, base)
               : write_file(writer, entry, folder, base);
}

enum unpack_result entry_writer_check_link(struct entry_writer *writer,
                                           const struct zip_entry *entry)
{
    struct open_how how = {.flags = O_PATH | O_CLOEXEC,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int fd =
        (int)syscall(SYS_openat2, writer->root, entry->name, &how, sizeof how);

    if (fd < 0 && errno == EXDEV)
        return entry_writer_refuse(writer, entry,
                                   "is a link that leads out of the folder");
    if (fd < 0 && errno != ENOENT && errno != ELOOP && errno != ENOTDIR)
        return entry_writer_refuse(writer, entry,
                                   "is a link that this kernel cannot check");
    fd_close(&fd);
    return UNPACK_DONE;
}
