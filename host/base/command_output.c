#include "host/base/command_output.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "common/fd.h"

enum {
    PIECE_BYTES = 16 * 1024, /* at a time: meanwhile everybody else waits */
    /* The most that a pipe holds. Who has the other end still may go on. */
    REST_BYTES = 1024 * 1024,
};

/* Returns 0 if nothing is there now. */
static size_t take(struct command_output *output)
{
    char piece[PIECE_BYTES];
    ssize_t got = fd_read(output->pipe, piece, sizeof piece);

    if (got <= 0)
        return 0;
    output->printed += (uint64_t)got;
    ring_buffer_put_last(&output->last, piece, (size_t)got);
    line_splitter_add(&output->lines, piece, (size_t)got);
    return (size_t)got;
}

/* A pipe without writers would be ready for ever. */
static void ready(void *self, uint32_t events)
{
    struct command_output *output = self;

    if (take(output) == 0 && events & EPOLLHUP)
        event_loop_forget(output->loop, &output->watch);
}

int command_output_open(struct command_output *output, struct event_loop *loop,
                        void (*on_line)(void *self, const char *line,
                                        size_t size),
                        void *self, struct error *err)
{
    int writer = -1;

    *output = (struct command_output){
        .loop = loop, .pipe = -1, .lines = LINE_SPLITTER(on_line, self)};
    output->watch = (struct fd_watch){.fd = -1, .on_ready = ready};
    output->watch.self = output;
    bool ok = ring_buffer_open(&output->last, COMMAND_OUTPUT_KEPT) ||
              error_set(err, "out of memory");
    ok = ok && fd_pipe(&output->pipe, &writer, err) &&
         fd_nonblock(output->pipe, err);
    output->watch.fd = output->pipe;
    if (ok && event_loop_watch(loop, &output->watch, EPOLLIN, err))
        return writer;
    output->watch.fd = -1;
    fd_close(&writer);
    command_output_close(output);
    return -1;
}

bool command_output_is_open(const struct command_output *output)
{
    return output->last.bytes != NULL;
}

/* Not the first piece of a line whose begin is left out. */
static void last_lines(struct command_output *output,
                       char text[COMMAND_OUTPUT_TEXT_SIZE])
{
    char last[COMMAND_OUTPUT_KEPT + 1];
    size_t size = ring_buffer_take(&output->last, last, COMMAND_OUTPUT_KEPT);
    uint64_t left_out = output->printed - size;
    const char *from = last;

    last[size] = '\0';
    while (size > 0 && strchr("\r\n ", last[size - 1]))
        last[--size] = '\0';
    if (left_out > 0 && (from = strchr(last, '\n')))
        from++;
    from = from ? from : last;
    left_out += (uint64_t)(from - last);
    *text = '\0';
    if (left_out > 0)
        (void)snprintf(text, COMMAND_OUTPUT_TEXT_SIZE,
                       "(%llu bytes before this are left out)\n%s",
                       (unsigned long long)left_out, from);
    else
        (void)snprintf(text, COMMAND_OUTPUT_TEXT_SIZE, "%s", from);
}

void command_output_end(struct command_output *output,
                        char text[COMMAND_OUTPUT_TEXT_SIZE])
{
    size_t rest = 0;
    size_t got;

    while (rest < REST_BYTES && (got = take(output)) > 0)
        rest += got;
    line_splitter_end(&output->lines);
    if (text)
        last_lines(output, text);
    command_output_close(output);
}

void command_output_close(struct command_output *output)
{
    if (!command_output_is_open(output))
        return;
    event_loop_forget(output->loop, &output->watch);
    fd_close(&output->pipe);
    line_splitter_free(&output->lines);
    ring_buffer_free(&output->last);
}
