#include "host/schedules/schedule_source.h"

#include "common/buf.h"
#include "host/base/log_writer.h"
#include "host/schedules/scheduler.h"

static void tell(const struct scheduler *sc, const char *what, const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: %s does not run: %s", what, why))
        log_writer_line(sc->log, NULL, line.data, line.size);
}

void schedule_source_take(struct scheduler *sc, json_t *document,
                          bool from_folder, const char *what)
{
    struct schedule *before =
        document ? scheduler_find(sc, schedule_text(document, "GroupName"),
                                  schedule_text(document, "Name"))
                 : NULL;
    struct error err = ERROR_NONE;

    if (before && json_equal(before->document, document)) {
        before->found = true;
        json_decref(document);
        return;
    }
    struct schedule *s = schedule_new(document, &err);
    if (s) {
        s->from_folder = from_folder;
        s->found = true;
        if (scheduler_put(sc, s, &err))
            return;
    }
    tell(sc, what, err.text);
}
