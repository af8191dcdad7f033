/* What the program sees of the library: a constructor, read(), getrandom() and
 * syscall(), which stand before those of the C library, and a module for
 * Node-API. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/types.h>

#include "bridge/template/control.h"
#include "bridge/template/copy.h"
#include "bridge/template/draws.h"
#include "bridge/template/environment.h"
#include "bridge/template/node_api.h"
#include "bridge/template/system_call.h"

#define EXPORT __attribute__((visibility("default")))

static struct template the_template;
/* Whether the bootstrap has preloaded the library for this very process. */
static bool is_ours;
/* Whether this process is, or was, a template, or is a copy of one. */
static bool without_io_uring;

/* Of the C library. */
#pragma weak __errno_location
extern ssize_t __read(int fd, void *bytes, size_t size) __attribute__((weak));

EXPORT ssize_t read(int fd, void *bytes, size_t size);
EXPORT ssize_t getrandom(void *bytes, size_t size, unsigned flags);
EXPORT long syscall(long number, long a, long b, long c, long d, long e,
                    long f);
/* awaitEvent(isThere): after the first line of a copy. Returns when the input
 * has more to read, or at once if that is not 0. */
static napi_value await_event(napi_env env, napi_callback_info info)
{
    int32_t is_there = node_api_argument(env, info);
    struct pollfd input = {.fd = TEMPLATE_INPUT, .events = POLLIN};
    if (the_template.awaits) {
        while (!is_there && SYS(SYS_ppoll, &input, 1, NULL, NULL, 0) == -EINTR)
            ;
        copy_begin_event(&the_template);
    }
    return node_api_number(env, 0);
}

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports);

static bool open_template(int control)
{
    without_io_uring = control_open(&the_template, control) || without_io_uring;
    return the_template.control > 0;
}

__attribute__((constructor)) static void begin(void)
{
    int control = environment_take();
    is_ours = control > 0;
    if (is_ours)
        open_template(control);
}

static long with_errno(long result)
{
    if (result >= 0 || result < -4095)
        return result;
    if (__errno_location)
        *__errno_location() = (int)-result;
    return -1;
}

/* Scripts of Deno can read no other descriptor than stdin. So the bridge marks
 * the buffer of its reads, which go to its input; at the first one stdin, until
 * then the input as well, becomes empty. */
static int input_of(int fd, const void *bytes, size_t size)
{
    static const char mark[] = "dayfly: a read of the bridge's own";
    static bool is_apart;
    if (fd != 0 || !is_ours || size < sizeof mark - 1 ||
        memcmp(bytes, mark, sizeof mark - 1) != 0)
        return fd;
    if (!is_apart) {
        long null =
            SYS(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC);
        if (null < 0 || SYS(SYS_fcntl, TEMPLATE_INPUT, F_SETFD, FD_CLOEXEC) < 0)
            return fd;
        SYS(SYS_dup3, null, 0, 0);
        SYS(SYS_close, null);
        is_apart = true;
    }
    return TEMPLATE_INPUT;
}

/* Node and Deno read with it. */
EXPORT ssize_t read(int fd, void *bytes, size_t size)
{
    fd = input_of(fd, bytes, size);
    if (fd == TEMPLATE_INPUT && size > 0)
        control_wait(&the_template);
    /* With that of glibc, a thread can be cancelled. */
    ssize_t got = __read ? __read(fd, bytes, size)
                         : with_errno(SYS(SYS_read, fd, bytes, size));
    if (fd == TEMPLATE_INPUT && got > 0 && the_template.awaits)
        copy_has_read(&the_template, bytes, (size_t)got);
    return got;
}

/* Variadic in the C library, which passes arguments in the same way. A ring of
 * io_uring is memory that all copies would share. libuv, which calls it by
 * number, does without. */
EXPORT long syscall(long number, long a, long b, long c, long d, long e, long f)
{
    if (number == SYS_io_uring_setup && without_io_uring)
        return with_errno(-ENOSYS);
    if (number == SYS_getrandom)
        draws_note(&the_template, (size_t)b, (unsigned long)c);
    return with_errno(system_call(number, a, b, c, d, e, f));
}

EXPORT ssize_t getrandom(void *bytes, size_t size, unsigned flags)
{
    draws_note(&the_template, size, flags);
    return with_errno(SYS(SYS_getrandom, bytes, size, flags));
}

/* wait(control): for Bun, which calls the kernel by itself. Returns 1 in a
 * copy, 0 if stdin can be read. The environment may have named the socket
 * already. */
static napi_value wait(napi_env env, napi_callback_info info)
{
    int32_t control = node_api_argument(env, info);
    bool copied = (the_template.control > 0 || open_template(control)) &&
                  control_wait(&the_template);
    return node_api_number(env, copied);
}

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports)
{
    node_api_export(env, exports, "awaitEvent", await_event);
    return node_api_export(env, exports, "wait", wait);
}
