#include "test/unit/support/filter_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

uint32_t filter_run(const struct seccomp_filter *filter,
                    const struct filter_call *call)
{
    uint32_t loaded = 0;
    size_t at = 0;

    for (;;) {
        assert_true(at < filter->count);
        const struct seccomp_step *step = &filter->steps[at++];
        bool holds = false;
        switch (step->code) {
        case 0x20:
            assert_true(step->value + 4 <= sizeof *call);
            memcpy(&loaded, (const char *)call + step->value, 4);
            continue;
        case 0x15:
            holds = loaded == step->value;
            break;
        case 0x35:
            holds = loaded >= step->value;
            break;
        case 0x45:
            holds = (loaded & step->value) != 0;
            break;
        case 0x54:
            loaded &= step->value;
            continue;
        case 0x06:
            return step->value;
        default:
            fail_msg("step %zu has code %x", at - 1, step->code);
        }
        at += holds ? step->then : step->otherwise;
    }
}
