#include "host/archive/unpack.h"

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

#include "common/buf.h"
#include "common/fd.h"
#include "host/archive/name_set.h"

enum { PIECE_BYTES = 64 * 1024 };

struct unpacker {
    zip_t *zip;
    int root;
    int64_t bytes;
    struct name_set names;
    struct error *err;
};

struct entry {
    const char *name; /* without a slash at its end */
    mode_t mode;
    bool is_folder;
    char text[UNPACK_NAME_MAX * 16 + 1];
};

static enum unpack_result refuse(struct unpacker *u, const char *name,
                                 const char *why)
{
    (void)error_set(u->err, "the entry \"%.200s\" %s", name, why);
    return UNPACK_REFUSED;
}

static enum unpack_result failed(struct unpacker *u, const char *name)
{
    (void)error_set_errno(u->err, "cannot write \"%.200s\"", name);
    return UNPACK_FAILED;
}

static enum unpack_result broken(struct unpacker *u, const char *name)
{
    (void)error_set(u->err, "the entry \"%.200s\" cannot be read", name);
    return UNPACK_NOT_A_ZIP;
}

/* NULL: the name can be one of a file below the folder. */
static const char *fault_of_name(const char *name)
{
    if (!*name || *name == '/')
        return "has no relative path";
    if (strchr(name, '\\'))
        return "has a backslash in its name; separate folders by /";
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t size = strcspn(part, "/");
        if (size == 0 || (size == 1 && *part == '.') ||
            (size == 2 && part[0] == '.' && part[1] == '.'))
            return "leads out of the folder, or nowhere";
        if (size > UNPACK_NAME_MAX)
            return "has a name longer than 255 bytes";
        if (!part[size])
            break;
        part += size;
    }
    return NULL;
}

static mode_t mode_of(struct unpacker *u, zip_uint64_t at)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;

    if (zip_file_get_external_attributes(u->zip, at, 0, &system, &attributes) !=
            0 ||
        system != ZIP_OPSYS_UNIX || attributes >> 16 == 0)
        return S_IFREG | 0644;
    return (mode_t)(attributes >> 16);
}

static enum unpack_result read_entry(struct unpacker *u, zip_uint64_t at,
                                     struct entry *e)
{
    const char *name = zip_get_name(u->zip, at, ZIP_FL_ENC_RAW);
    size_t size = name ? strlen(name) : 0;

    if (!name || size >= sizeof e->text)
        return refuse(u, name ? name : "", "has no name, or one too long");
    memcpy(e->text, name, size + 1);
    e->name = e->text;
    e->mode = mode_of(u, at);
    e->is_folder = size > 0 && name[size - 1] == '/';
    if (e->is_folder)
        e->text[size - 1] = '\0';
    const char *fault = fault_of_name(e->name);
    if (fault)
        return refuse(u, name, fault);
    return UNPACK_DONE;
}

/* Nothing on the way may be a link. */
static int open_below(const struct unpacker *u, const char *path, int flags,
                      mode_t mode)
{
    struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
                           .mode = flags & O_CREAT ? mode : 0,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};

    return (int)syscall(SYS_openat2, u->root, path, &how, sizeof how);
}

/* Makes the folders above it. Returns the descriptor of the last one, and in
 * *name the rest; -1: errno says why not. */
static int open_parent(const struct unpacker *u, const char *path,
                       const char **name)
{
    const char *slash = strrchr(path, '/');
    char part[sizeof((struct entry *)NULL)->text];

    *name = slash ? slash + 1 : path;
    for (const char *at = path; (at = strchr(at, '/')); at++) {
        (void)snprintf(part, sizeof part, "%.*s", (int)(at - path), path);
        if (mkdirat(u->root, part, 0755) != 0 && errno != EEXIST)
            return -1;
    }
    if (!slash)
        return open_below(u, ".", O_PATH | O_DIRECTORY, 0);
    (void)snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
    return open_below(u, part, O_PATH | O_DIRECTORY, 0);
}

static enum unpack_result write_pieces(struct unpacker *u, zip_file_t *from,
                                       int to, const char *name)
{
    static char piece[PIECE_BYTES];
    zip_int64_t got;

    while ((got = zip_fread(from, piece, sizeof piece)) > 0) {
        u->bytes += got;
        if (u->bytes > UNPACK_MAX_BYTES) {
            (void)error_set(u->err, "the files have more than %lld bytes",
                            (long long)UNPACK_MAX_BYTES);
            return UNPACK_TOO_LARGE;
        }
        if (!fd_write_all(to, piece, (size_t)got))
            return failed(u, name);
    }
    return got < 0 ? broken(u, name) : UNPACK_DONE;
}

static enum unpack_result write_file(struct unpacker *u, zip_uint64_t at,
                                     const struct entry *e, int folder,
                                     const char *base)
{
    mode_t mode = e->mode & 0111 ? 0755 : 0644;
    AUTO(int, fd_close)
    to = openat(folder, base,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    zip_file_t *from = zip_fopen_index(u->zip, at, 0);

    if (to < 0 || !from) {
        enum unpack_result result =
            to < 0 ? failed(u, e->name) : broken(u, e->name);
        (void)zip_fclose(from);
        return result;
    }
    enum unpack_result result = write_pieces(u, from, to, e->name);
    if (zip_fclose(from) != 0 && result == UNPACK_DONE)
        return broken(u, e->name);
    return result;
}

/* How deep the folder is that a link of this name is in. */
static int depth_of(const char *path)
{
    int depth = 0;

    for (; (path = strchr(path, '/')); path++)
        depth++;
    return depth;
}

static bool stays_below(const char *target, int depth)
{
    if (!*target || *target == '/')
        return false;
    for (const char *part = target; *part;) {
        size_t size = strcspn(part, "/");
        if (size == 2 && !strncmp(part, "..", 2))
            depth--;
        else if (size > 0 && !(size == 1 && *part == '.'))
            depth++;
        if (depth < 0)
            return false;
        part += size + (part[size] == '/');
    }
    return true;
}

static enum unpack_result write_link(struct unpacker *u, zip_uint64_t at,
                                     const struct entry *e, int folder,
                                     const char *base)
{
    char target[PATH_MAX];
    zip_file_t *from = zip_fopen_index(u->zip, at, 0);
    zip_int64_t size = from ? zip_fread(from, target, sizeof target - 1) : -1;

    if (from)
        (void)zip_fclose(from);
    if (size < 0)
        return broken(u, e->name);
    target[size] = '\0';
    if (strlen(target) != (size_t)size ||
        !stays_below(target, depth_of(e->name)))
        return refuse(u, e->name, "is a link that leads out of the folder");
    return symlinkat(target, folder, base) == 0 ? UNPACK_DONE
                                                : failed(u, e->name);
}

static enum unpack_result write_folder(struct unpacker *u,
                                       const struct entry *e, int folder,
                                       const char *base)
{
    return mkdirat(folder, base, 0755) == 0 || errno == EEXIST
               ? UNPACK_DONE
               : failed(u, e->name);
}

static enum unpack_result unpack_entry(struct unpacker *u, zip_uint64_t at)
{
    struct entry e;
    const char *base;
    enum unpack_result result = read_entry(u, at, &e);

    if (result != UNPACK_DONE)
        return result;
    if (!name_set_add(&u->names, e.name))
        return refuse(u, e.name,
                      "is there twice, but for upper and lower case");
    AUTO(int, fd_close) folder = open_parent(u, e.name, &base);
    if (folder < 0 && (errno == ELOOP || errno == ENOTDIR || errno == EXDEV))
        return refuse(u, e.name, "is below one that is no folder");
    if (folder < 0)
        return failed(u, e.name);
    if (e.is_folder || S_ISDIR(e.mode))
        return write_folder(u, &e, folder, base);
    if (S_ISLNK(e.mode))
        return write_link(u, at, &e, folder, base);
    if (!S_ISREG(e.mode) && (e.mode & S_IFMT))
        return refuse(u, e.name, "is neither a file, a folder nor a link");
    return write_file(u, at, &e, folder, base);
}

static enum unpack_result unpack_all(struct unpacker *u)
{
    zip_int64_t count = zip_get_num_entries(u->zip, 0);
    enum unpack_result result = UNPACK_DONE;

    if (count > UNPACK_ENTRIES_MAX) {
        (void)error_set(u->err, "it has more than %d entries",
                        UNPACK_ENTRIES_MAX);
        return UNPACK_REFUSED;
    }
    for (zip_int64_t at = 0; at < count && result == UNPACK_DONE; at++)
        result = unpack_entry(u, (zip_uint64_t)at);
    return result;
}

enum unpack_result unpack_zip(const char *zip, const char *folder,
                              int64_t *bytes, struct error *err)
{
    int code = 0;
    struct unpacker u = {
        .zip = zip_open(zip, ZIP_RDONLY | ZIP_CHECKCONS, &code), .err = err};
    AUTO(int, fd_close) root = -1;

    if (!u.zip) {
        (void)error_set(err, "it cannot be read as a zip file");
        return UNPACK_NOT_A_ZIP;
    }
    root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    u.root = root;
    enum unpack_result result = root < 0 ? failed(&u, folder) : unpack_all(&u);
    name_set_clear(&u.names);
    zip_discard(u.zip);
    *bytes = u.bytes;
    return result;
}
