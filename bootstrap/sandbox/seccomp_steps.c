#include "bootstrap/sandbox/seccomp_steps.h"

#include <errno.h>

#include "common/compiler.h"

/* From linux/audit.h, linux/seccomp.h and linux/bpf_common.h. */
#if defined(__x86_64__)
enum { MACHINE = (int)0xC000003E, OTHER_NUMBERS = 0x40000000 };
#elif defined(__aarch64__)
enum { MACHINE = (int)0xC00000B7, OTHER_NUMBERS = 0x40000000 };
#else
enum { MACHINE = 0, OTHER_NUMBERS = 0 };
#endif

enum {
    LOAD = 0x20,
    IF_EQUAL = 0x15,
    IF_ABOVE = 0x35,
    IF_ANY = 0x45,
    MASK = 0x54,
    END = 6
};
enum { AT_NUMBER = 0, AT_MACHINE = 4, AT_WORDS = 16 };
enum { ALLOWED = 0x7fff0000, REFUSED = 0x00050000 };

/* Steps of a grant: each argument is loaded, masked and compared. */
enum { GRANT_WORDS = 3, GRANT_STEPS = 3 * GRANT_WORDS + 1, TYPE = 0xf };

static void add(struct seccomp_filter *filter, int code, int then,
                int otherwise, uint32_t value)
{
    if (filter->count < SECCOMP_STEPS_MAX)
        filter->steps[filter->count] = (struct seccomp_step){
            .code = (uint16_t)code,
            .then = (uint8_t)then,
            .otherwise = (uint8_t)otherwise,
            .value = value,
        };
    filter->count++;
}

static void add_end(struct seccomp_filter *filter, int error)
{
    add(filter, END, 0, 0,
        error ? (uint32_t)REFUSED | (uint32_t)error : (uint32_t)ALLOWED);
}

/* The numbers of another machine's calling convention mean other calls. */
void seccomp_begin(struct seccomp_filter *filter)
{
    filter->count = 0;
    add(filter, LOAD, 0, 0, AT_MACHINE);
    add(filter, IF_EQUAL, 1, 0, (uint32_t)MACHINE);
    add_end(filter, ENOSYS);
    add(filter, LOAD, 0, 0, AT_NUMBER);
    add(filter, IF_ABOVE, 0, 1, OTHER_NUMBERS);
    add_end(filter, ENOSYS);
}

bool seccomp_finish(struct seccomp_filter *filter)
{
    add_end(filter, 0);
    return MACHINE != 0 && filter->count <= SECCOMP_STEPS_MAX;
}

void seccomp_refuse(struct seccomp_filter *filter, int number, int error)
{
    add(filter, IF_EQUAL, 0, 1, (uint32_t)number);
    add_end(filter, error);
}

/* Compares the lower 32 bits: these calls use no more. */
void seccomp_refuse_if(struct seccomp_filter *filter,
                       const struct seccomp_refusal *r, int error)
{
    int code = r->test == HAS ? IF_ANY : IF_EQUAL;

    add(filter, IF_EQUAL, 0, 4, r->number);
    add(filter, LOAD, 0, 0, (uint32_t)(AT_WORDS + 8 * r->word));
    add(filter, code, r->test == IS_NOT, r->test != IS_NOT, r->value);
    add_end(filter, error);
    add(filter, LOAD, 0, 0, AT_NUMBER);
}

static void add_grant(struct seccomp_filter *filter,
                      const struct seccomp_grant *grant)
{
    for (int word = 0; word < GRANT_WORDS; word++) {
        bool any = grant->words[word] == SECCOMP_ANY_PROTOCOL;
        add(filter, LOAD, 0, 0, (uint32_t)(AT_WORDS + 8 * word));
        add(filter, MASK, 0, 0, any ? 0 : word == 1 ? TYPE : UINT32_MAX);
        add(filter, IF_EQUAL, 0, GRANT_STEPS - 3 * (word + 1),
            any ? 0 : grant->words[word]);
    }
    add_end(filter, 0);
}

void seccomp_allow_only(struct seccomp_filter *filter, int number,
                        const struct seccomp_grant *grants, size_t count,
                        int error)
{
    add(filter, IF_EQUAL, 0, (int)count * GRANT_STEPS + 1, (uint32_t)number);
    for (size_t i = 0; i < count; i++)
        add_grant(filter, &grants[i]);
    add_end(filter, error);
}

/* A jump leads over at most 255 steps. */
_Static_assert(SECCOMP_THREADS_MAX + 3 <= UINT8_MAX, "see below");

void seccomp_refuse_threads(struct seccomp_filter *filter,
                            const uint16_t *calls, size_t call_count,
                            const pid_t *threads, size_t count)
{
    for (size_t left = call_count; left-- > 0;)
        add(filter, IF_EQUAL, (int)left, left == 0 ? (int)count + 3 : 0,
            *calls++);
    add(filter, LOAD, 0, 0, AT_WORDS);
    for (size_t left = count; left-- > 0;)
        add(filter, IF_EQUAL, (int)left, left == 0, (uint32_t)*threads++);
    add_end(filter, EPERM);
    add(filter, LOAD, 0, 0, AT_NUMBER);
}
