#include "bootstrap/process/stdin_writer.h"

#include <errno.h>
#include <string.h>

#include "common/fd.h"

void stdin_writer_begin(struct stdin_writer *writer, const struct iovec *pieces,
                        size_t count)
{
    writer->next = STDIN_PIECES_MAX - count;
    writer->written = 0;
    memcpy(writer->pieces + writer->next, pieces, count * sizeof *pieces);
}

void stdin_writer_add(struct stdin_writer *writer, const struct iovec *pieces,
                      size_t count)
{
    size_t left = STDIN_PIECES_MAX - writer->next;

    memmove(writer->pieces + writer->next - count,
            writer->pieces + writer->next, left * sizeof *pieces);
    writer->next -= count;
    memcpy(writer->pieces + STDIN_PIECES_MAX - count, pieces,
           count * sizeof *pieces);
    writer->written = 0;
}

void stdin_writer_forget(struct stdin_writer *writer)
{
    writer->next = STDIN_PIECES_MAX;
}

bool stdin_writer_has_pending(const struct stdin_writer *writer)
{
    return writer->next < STDIN_PIECES_MAX;
}

static void skip_written(struct stdin_writer *writer, size_t written)
{
    while (stdin_writer_has_pending(writer)) {
        struct iovec *piece = &writer->pieces[writer->next];
        if (written < piece->iov_len) {
            piece->iov_base = (char *)piece->iov_base + written;
            piece->iov_len -= written;
            return;
        }
        written -= piece->iov_len;
        writer->next++;
    }
}

static size_t pending_bytes(const struct stdin_writer *writer)
{
    size_t sum = 0;

    for (size_t i = writer->next; i < STDIN_PIECES_MAX; i++)
        sum += writer->pieces[i].iov_len;
    return sum;
}

enum stdin_write_result stdin_writer_write(struct stdin_writer *writer, int fd,
                                           struct error *err)
{
    if (writer->written == 0 && pending_bytes(writer) > PIPE_BYTES)
        fd_widen_pipe(fd);
    ssize_t written = writev(fd, writer->pieces + writer->next,
                             (int)(STDIN_PIECES_MAX - writer->next));

    if (written < 0 && (errno == EAGAIN || errno == EINTR))
        return STDIN_PARTIAL;
    if (written < 0) {
        stdin_writer_forget(writer);
        if (errno == EPIPE)
            return STDIN_CLOSED;
        (void)error_set_errno(err, "cannot write the event to the process");
        return STDIN_FAILED;
    }
    writer->written += (size_t)written;
    skip_written(writer, (size_t)written);
    return stdin_writer_has_pending(writer) ? STDIN_PARTIAL : STDIN_WRITTEN;
}
