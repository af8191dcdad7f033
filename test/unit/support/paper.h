/* paper.h - a log and the pipe it writes to. */
#ifndef DAYFLY_TEST_PAPER_H
#define DAYFLY_TEST_PAPER_H

#include "common/buf.h"
#include "common/log.h"

struct paper {
    struct log log;
    int reader;
    int writer;
    struct buf read;
};

/* Ends the program when there is no pipe to be had. */
void paper_open(struct paper *p);
/* All that has been written so far. */
const char *paper_read(struct paper *p);
void paper_close(struct paper *p);

#endif
