#include "host/store/wal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"

enum {
    HEAD_BYTES = 32,
    FRAME_HEAD_BYTES = 24,
    SUMMED_HEAD_BYTES = 24, /* of the file's head, before its sums */
    SUMMED_FRAME_BYTES = 8, /* of a frame's head, before its salts */
    SALTS_AT = 16,          /* in the file's head; two words */
    PAGE_MAX_BYTES = 65536,
    PIECE_BYTES = FRAME_HEAD_BYTES + PAGE_MAX_BYTES,
};

/* The checksums of one frame go on from those of the frame before. */
struct sums {
    bool big_endian; /* how the words that are summed are stored */
    uint32_t a;
    uint32_t b;
};

static uint32_t big_word(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | (uint32_t)at[3];
}

static uint32_t little_word(const unsigned char *at)
{
    return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 |
           (uint32_t)at[1] << 8 | (uint32_t)at[0];
}

/* `size` is a multiple of 8. */
static void sums_add(struct sums *sums, const unsigned char *bytes, size_t size)
{
    for (const unsigned char *at = bytes; at < bytes + size; at += 8) {
        sums->a +=
            (sums->big_endian ? big_word(at) : little_word(at)) + sums->b;
        sums->b += (sums->big_endian ? big_word(at + 4) : little_word(at + 4)) +
                   sums->a;
    }
}

static bool sums_are_at(const struct sums *sums, const unsigned char *at)
{
    return sums->a == big_word(at) && sums->b == big_word(at + 4);
}

/* 0: it is not whole. Otherwise the size of a page. */
static size_t read_head(const unsigned char head[HEAD_BYTES], struct sums *sums)
{
    enum { MAGIC = 0x377f0682 };
    uint32_t page = big_word(head + 8);

    *sums = (struct sums){.big_endian = big_word(head) & 1};
    sums_add(sums, head, SUMMED_HEAD_BYTES);
    return (big_word(head) & ~1U) == MAGIC && page >= 512 &&
                   page <= PAGE_MAX_BYTES && page % 8 == 0 &&
                   sums_are_at(sums, head + SUMMED_HEAD_BYTES)
               ? page
               : 0;
}

static bool is_whole_frame(const unsigned char *frame, size_t page,
                           const unsigned char head[HEAD_BYTES],
                           struct sums *sums)
{
    sums_add(sums, frame, SUMMED_FRAME_BYTES);
    sums_add(sums, frame + FRAME_HEAD_BYTES, page);
    return memcmp(frame + SUMMED_FRAME_BYTES, head + SALTS_AT, 8) == 0 &&
           sums_are_at(sums, frame + 16);
}

static bool fail(struct error *err)
{
    return error_set_errno(err, "cannot bring the database's log to the disk");
}

static bool put(int fd, const void *bytes, size_t size, off_t at)
{
    ssize_t done;

    while ((done = pwrite(fd, bytes, size, at)) < 0 && errno == EINTR)
        continue;
    if (done >= 0 && done < (ssize_t)size)
        errno = EIO;
    return done == (ssize_t)size;
}

static bool lost(bool *is_lost, struct error *err)
{
    *is_lost = true;
    return error_set(err,
                     "the database's log is not as it was written; dayfly must "
                     "be restarted");
}

static bool renew_frames(int fd, int frames, unsigned char *piece,
                         bool *is_lost, struct error *err)
{
    unsigned char head[HEAD_BYTES];
    struct sums sums;
    off_t at = HEAD_BYTES;
    ssize_t got = pread(fd, head, sizeof head, 0);
    size_t page = got == HEAD_BYTES ? read_head(head, &sums) : 0;

    if (page == 0)
        return got < 0 ? fail(err) : lost(is_lost, err);
    if (!put(fd, head, sizeof head, 0))
        return fail(err);
    for (int i = 0; i < frames; i++) {
        size_t size = FRAME_HEAD_BYTES + page;
        got = pread(fd, piece, size, at);
        if (got < 0)
            return fail(err);
        if (got < (ssize_t)size || !is_whole_frame(piece, page, head, &sums))
            return lost(is_lost, err);
        if (!put(fd, piece, size, at))
            return fail(err);
        at += (off_t)size;
    }
    return true;
}

bool wal_file_renew(int fd, int frames, bool *is_lost, struct error *err)
{
    unsigned char *piece = mem_new(1, PIECE_BYTES);

    *is_lost = false;
    if (!piece)
        return error_set(err, "out of memory");
    bool ok = frames == 0 || renew_frames(fd, frames, piece, is_lost, err);
    mem_free(piece);
    return ok && (fdatasync(fd) == 0 || fail(err));
}

static bool settle(int fd, char *piece, struct error *err)
{
    off_t at = 0;
    ssize_t got;

    while ((got = pread(fd, piece, PIECE_BYTES, at)) > 0) {
        if (!put(fd, piece, (size_t)got, at))
            return fail(err);
        at += got;
    }
    return got == 0 && fdatasync(fd) == 0 ? true : fail(err);
}

bool wal_file_settle(const char *database, struct error *err)
{
    char path[PATH_MAX];
    struct stat is;

    if (snprintf(path, sizeof path, "%s-wal", database) >= (int)sizeof path)
        return error_set(err, "the path of the data folder is too long");
    AUTO(int, fd_close) fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &is) != 0 || is.st_size == 0)
        return fd >= 0 || errno == ENOENT ||
               error_set_errno(err, "cannot open %s", path);
    char *piece = mem_new(1, PIECE_BYTES);
    if (!piece)
        return error_set(err, "out of memory");
    bool ok = settle(fd, piece, err);
    mem_free(piece);
    return ok;
}
