/* Which descriptors a copy gets.
 *
 * A clone shares each open file description with the template and with all
 * other copies: the count of an eventfd, the entries of an epoll, the bytes in
 * a pipe, the offset in a file. So each descriptor is one of three kinds:
 * renewed in every copy, kept because it has no state, or a reason why there is
 * no template. descriptors.c has the table. */
#ifndef TEMPLATE_DESCRIPTORS_H
#define TEMPLATE_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "bridge/template/text.h"

enum {
    TEMPLATE_INPUT =
        3, /* what the bridge reads: the bootstrap has put it there */
    DESCRIPTORS_MOST = 256,
    EPOLL_ENTRIES_MOST = 512,
    PIPE_BYTES_MOST = 16384 /* in all pipes */
};

struct descriptors;
struct descriptor;

/* A row of the table. */
struct descriptor_kind {
    const char *name; /* of what is refused: "a timer" */
    bool (*is)(const struct descriptor *);
    /* Finds out, in the template, what renewing needs; may be NULL. Returns
     * false and adds to `why` if it cannot be renewed. */
    bool (*plan)(struct descriptors *, struct descriptor *, struct line *why);
    /* The same, after each descriptor has had its plan: looks at others. */
    bool (*join)(struct descriptors *, struct descriptor *, struct line *why);
    /* In the copy; NULL: it is kept. */
    bool (*renew)(const struct descriptors *, const struct descriptor *);
};

/* An open descriptor, as it was found, and its plan. */
struct descriptor {
    int fd;
    int flags;      /* F_GETFL */
    int close_flag; /* O_CLOEXEC or 0 */
    const struct descriptor_kind *kind;
    const struct descriptor *twin; /* an earlier one, of the same description */
    int like; /* which pipe to the caller it duplicates, or -1 */
    struct stat stat;
    char link[160]; /* what /proc/self/fd says, perhaps cut off */
    union {
        int64_t offset; /* file, folder */
        struct {
            unsigned count;
            bool semaphore;
        } eventfd;
        struct {
            const struct descriptor *writer; /* NULL: this is the writer */
            int size;                        /* F_GETPIPE_SZ */
            unsigned from;                   /* in pipe_bytes */
            unsigned length;
        } pipe;
        struct {
            const struct descriptor *peer; /* NULL: that one renews both */
            int type;                      /* SOCK_STREAM and the like */
            unsigned char name[8];         /* family and address */
            unsigned name_length;
        } socket;
    } plan;
};

struct epoll_entry {
    int epoll;
    int fd;
    uint32_t events;
    uint64_t data;
};

struct descriptors {
    unsigned count;
    unsigned entries;
    unsigned bytes;
    struct descriptor
        descriptor[DESCRIPTORS_MOST]; /* those to the caller are first */
    struct epoll_entry entry[EPOLL_ENTRIES_MOST];
    char pipe_bytes[PIPE_BYTES_MOST];
};

/* Looks at all descriptors of the process but `control` and makes the plan.
 * Returns false and adds to `why` if one of them can neither be renewed nor
 * kept. Other threads stand still. */
bool descriptors_plan(struct descriptors *all, int control, struct line *why);

/* In the copy, which has its pipes to the caller: carries the plan out.
 * Returns false if any of it failed. */
bool descriptors_renew(const struct descriptors *all);

#endif
