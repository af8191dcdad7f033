#include "host/auth/signature_date.h"

#include <string.h>
#include <time.h>

void signature_date_write(int64_t seconds, char date[SIGNATURE_DATE_SIZE])
{
    time_t at = (time_t)seconds;
    struct tm t = {.tm_mon = 0};

    *date = '\0';
    if (gmtime_r(&at, &t))
        (void)strftime(date, SIGNATURE_DATE_SIZE, "%Y%m%dT%H%M%SZ", &t);
}

/* strptime alone would take blanks and missing digits. */
static bool has_digits(const char *text)
{
    static const char form[] = "00000000T000000Z";

    for (size_t i = 0; i < sizeof form; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == '0' ? !is_digit : text[i] != form[i])
            return false;
    }
    return true;
}

bool signature_date_read(const char *text, char date[SIGNATURE_DATE_SIZE],
                         int64_t *seconds)
{
    struct tm t = {.tm_mon = 0};
    const char *end = has_digits(text)
                          ? strptime(text, "%Y%m%dT%H%M%SZ", &t)
                          : strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &t);

    /* A year of less than four digits would be written as such. */
    if (!end || *end || t.tm_year < 70 || t.tm_year > 9999 - 1900)
        return false;
    *seconds = timegm(&t);
    signature_date_write(*seconds, date);
    return *date != '\0';
}

bool signature_date_check(int64_t at_s, int64_t lasts_s, int64_t now_s,
                          struct refusal *refusal)
{
    char at[SIGNATURE_DATE_SIZE];
    char now[SIGNATURE_DATE_SIZE];
    char bound[SIGNATURE_DATE_SIZE];

    signature_date_write(at_s, at);
    signature_date_write(now_s, now);
    if (at_s > now_s + SIGNATURE_SKEW_S) {
        signature_date_write(now_s + SIGNATURE_SKEW_S, bound);
        return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                           "Signature not yet current: %s is still later than "
                           "%s (%s + 5 min.)",
                           at, bound, now);
    }
    if (lasts_s > 0 && now_s > at_s + lasts_s) {
        signature_date_write(at_s + lasts_s, bound);
        return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                           "Signature expired: %s is now earlier than %s",
                           bound, now);
    }
    if (lasts_s == 0 && at_s < now_s - SIGNATURE_SKEW_S) {
        signature_date_write(now_s - SIGNATURE_SKEW_S, bound);
        return refusal_set(refusal, SERVICE_INVALID_SIGNATURE,
                           "Signature expired: %s is now earlier than %s (%s - "
                           "5 min.)",
                           at, bound, now);
    }
    return true;
}
