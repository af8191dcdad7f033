/* log_reader - whatever a segment contains: reading it ends, backwards gives
 * the same lines as forwards, and a line is kept as it was read. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/logbook/log_group.h"
#include "host/logbook/log_reader.h"
#include "test/fuzz/support/fuzz.h"

static void put(const char *folder, const uint8_t *bytes, size_t size)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/fn", folder);
    must(mkdir(path, 0700) == 0);
    (void)snprintf(path, sizeof path, "%s/fn/000000000000001-00000001.log",
                   folder);
    AUTO(int, fd_close) fd = open(path, O_WRONLY | O_CREAT, 0600);
    must(fd >= 0 && fd_write_all(fd, bytes, size));
}

static void check_line(const struct log_line *line)
{
    AUTO(struct buf, buf_free) again = BUF(LOG_LINE_MAX + 1024);
    struct log_line same;

    if (line->request_size > 64 || line->text_size > LOG_TEXT_MAX)
        return;
    must(log_line_add(&again, line));
    must(log_line_parse(&same, again.data, again.size - 1));
    must(same.time_ms == line->time_ms && same.text_size == line->text_size);
    must(memcmp(same.text, line->text, line->text_size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char folder[] = "/tmp/log-segment-XXXXXX";
    struct log_reader reader;
    struct log_line line;
    size_t forwards = 0;
    size_t backwards = 0;

    must(mkdtemp(folder) != NULL);
    put(folder, bytes, size);
    struct log_group *group = log_group_open(folder, "fn");
    must(group && group->count == 1 && group->segments[0].size <= size);
    log_reader_open(&reader, group);
    for (; log_reader_next(&reader, &line); forwards++)
        check_line(&line);
    while (log_reader_previous(&reader, &line))
        backwards++;
    must(forwards == backwards);
    log_reader_seek_time(&reader, 1000);
    log_reader_close(&reader);
    log_group_remove(group);
    log_group_free(group);
    must(rmdir(folder) == 0);
    return 0;
}
