/* What /proc/self tells, line by line or name by name. */
#ifndef TEMPLATE_PROC_H
#define TEMPLATE_PROC_H

#include <stdbool.h>
#include <stddef.h>

/* A path of /proc, such as "/proc/self/fdinfo/12". */
struct proc_path {
    char text[64];
};

/* BEFORE NUMBER AFTER, as one path. */
struct proc_path proc_path(const char *before, int number, const char *after);

/* Opens to read; returns a descriptor or -errno. A process that is not dumpable
 * may not open some files of its own (fdinfo, before Linux 5.14): in that case
 * it is dumpable for the duration of the call. */
int proc_open(const char *path);

/* A file that is read line by line. A line has at most sizeof bytes - 1 bytes.
 */
struct proc_lines {
    int fd;
    size_t from;
    size_t to;
    bool failed; /* an error of the file, or a line that is too long */
    char bytes[8192];
};

/* Returns false, and nothing is to be closed, if the file cannot be opened. */
bool proc_lines_open(struct proc_lines *lines, const char *path);

/* The next line without its LF, valid until the next call; NULL at the end or
 * after a failure. */
char *proc_lines_next(struct proc_lines *lines);

void proc_lines_close(struct proc_lines *lines);

/* The numbers that are names in a folder (/proc/self/fd, /proc/self/task),
 * except the descriptor that reads it. Returns how many, `most` + 1 if there
 * are more, or -errno. */
int proc_numbers(const char *path, int *numbers, int most);

#endif
