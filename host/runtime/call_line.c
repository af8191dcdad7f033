#include "host/runtime/call_line.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/visible_text.h"

#define GREEN "\x1b[32m"
#define RED "\x1b[31m"
#define DIM "\x1b[2m"
#define PLAIN "\x1b[0m"

static bool add_time(struct buf *out, int64_t now_ms, bool colours)
{
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm local;
    char text[16] = "";

    if (localtime_r(&seconds, &local))
        (void)strftime(text, sizeof text, "%H:%M:%S", &local);
    return buf_printf(out, "%s%s%s ", colours ? DIM : "", text,
                      colours ? PLAIN : "");
}

static bool add_status(struct buf *out, const struct call_line *line,
                       bool colours)
{
    bool failed = line->failure || line->url_status >= 500;
    const char *type = line->failure ? line->error_type : "";
    char status[16] = "ok";

    if (line->url_status > 0)
        (void)snprintf(status, sizeof status, "%u", line->url_status);
    else if (line->failure)
        (void)snprintf(status, sizeof status, "%s", line->failure);
    return buf_printf(out, "  %s%s%s", colours ? (failed ? RED : GREEN) : "",
                      status, *type ? " " : "") &&
           visible_text_add(out, type, strlen(type), " ") &&
           (!colours || buf_add_str(out, PLAIN));
}

/* Three digits are enough to compare calls by eye. */
static bool add_ms(struct buf *out, const char *before, int64_t us,
                   const char *after)
{
    double ms = (double)us / 1000;

    return buf_printf(out, "%s%.*f ms%s", before, ms < 10 ? 2 : ms < 100, ms,
                      after);
}

bool call_line_add(struct buf *out, const struct call_line *line, bool colours)
{
    bool ok = add_time(out, line->now_ms, colours) &&
              buf_printf(out, "%s  ", line->function) &&
              visible_text_add(out, line->what, strlen(line->what), " ") &&
              add_status(out, line, colours) &&
              add_ms(out, "  ", line->duration_us, "");

    if (ok && line->peak_kb >= 0)
        ok = buf_printf(out, "  %ld MB", (line->peak_kb + 1023) / 1024);
    if (ok && line->init_us >= 0)
        ok = add_ms(out, "  (started in ", line->init_us, ")");
    return ok;
}
