#include "host/triggers/schedule_times.h"

#include "common/clock.h"
#include "host/cli/cli_util.h"
#include "host/cron/civil_time.h"
#include "host/cron/expression.h"
#include "host/cron/time_zone.h"

enum { NEXT_TIMES = 5 };

int schedule_times_print(const char *text, const char *zone_name)
{
    struct expression e;
    struct error err = ERROR_NONE;
    struct time_zone *zone;
    int64_t now = clock_wall_ms() / 1000;
    int64_t at = now;
    int count = 0;

    if (!expression_parse(&e, text, &err))
        return cli_failed("%s: %s", text, err.text);
    zone = time_zone_open(zone_name ? zone_name : "UTC", &err);
    if (!zone)
        return cli_failed("%s", err.text);
    for (; count < NEXT_TIMES; count++) {
        char utc[CIVIL_TIME_SIZE];
        char local[CIVIL_TIME_SIZE];
        at = expression_next(&e, zone, now, at);
        if (at < 0)
            break;
        civil_time_text(at, utc);
        civil_time_text(at + time_zone_offset(zone, at), local);
        cli_print("%sZ%s%s%s%s", utc, zone_name ? "  " : "",
                  zone_name ? local : "", zone_name ? " " : "",
                  zone_name ? zone_name : "");
    }
    time_zone_close(zone);
    return count > 0 ? EXIT_DONE : cli_failed("there is no time after now");
}
