/* cron - an expression is taken or refused with a reason; its times come one
 * after the other, each in a year that there is; a file of a time zone is read
 * or refused. The bytes: an expression, a NUL, a file. */
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/cron/expression.h"
#include "host/cron/time_zone.h"
#include "test/fuzz/support/fuzz.h"

enum { TIMES = 4 };

static void check_times(const struct expression *e,
                        const struct time_zone *zone)
{
    const int64_t begin = 1795940000;
    const int64_t end = 7258204800 + 2 * 86400; /* after 2199 */
    int64_t at = begin - 1;

    for (int i = 0; i < TIMES; i++) {
        int64_t next = expression_next(e, zone, begin, at);
        if (next < 0)
            return;
        must(next > at && (next < end || e->kind != EXPRESSION_CRON));
        at = next;
    }
    must(e->kind != EXPRESSION_AT);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) text = BUF(EXPRESSION_MAX + 64);
    struct error err = ERROR_NONE;
    struct expression e;
    const uint8_t *end = memchr(bytes, 0, size);
    size_t part = end ? (size_t)(end - bytes) : size;
    struct time_zone *zone = time_zone_open("UTC", &err);

    must(zone);
    if (end && part + 1 < size) {
        time_zone_close(zone);
        zone = time_zone_read(end + 1, size - part - 1);
    }
    if (zone && buf_add(&text, bytes, part)) {
        if (expression_parse(&e, text.data, &err))
            check_times(&e, zone);
        else
            must(*err.text);
    }
    time_zone_close(zone);
    return 0;
}
