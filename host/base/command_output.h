/* command_output.h - what a command prints, read in the event loop from a pipe:
 * each line is passed on as it comes, and only the end is kept. */
#ifndef DAYFLY_HOST_BASE_COMMAND_OUTPUT_H
#define DAYFLY_HOST_BASE_COMMAND_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/line_splitter.h"
#include "host/base/event_loop.h"
#include "host/base/ring_buffer.h"

enum {
    COMMAND_OUTPUT_KEPT = 800, /* bytes: they fit into an error's text */
    COMMAND_OUTPUT_TEXT_SIZE = COMMAND_OUTPUT_KEPT + 128,
};

struct command_output {
    struct event_loop *loop; /* borrowed */
    int pipe;                /* its end to read from; -1: none is open */
    struct fd_watch watch;   /* of it, as long as somebody may print */
    struct line_splitter lines;
    struct ring_buffer last;
    uint64_t printed; /* bytes */
};

/* Of a zeroed struct, or of one that was closed. `on_line` gets each line
 * without its end (line_splitter.h). Returns the descriptor for both streams of
 * the command, which the caller closes once the command has it; -1: err says
 * why, and nothing is open. */
int command_output_open(struct command_output *output, struct event_loop *loop,
                        void (*on_line)(void *self, const char *line,
                                        size_t size),
                        void *self, struct error *err) MUST_CHECK;
bool command_output_is_open(const struct command_output *output);
/* After the command's end: passes on what is still in the pipe, stores the last
 * lines at `text`, unless it is NULL, and closes. Before them stands how many
 * bytes are left out, if any. What still has the other end can print no more.
 */
void command_output_end(struct command_output *output,
                        char text[COMMAND_OUTPUT_TEXT_SIZE]);
/* Without the rest. Safe twice, and on a zeroed struct. */
void command_output_close(struct command_output *output);

#endif
