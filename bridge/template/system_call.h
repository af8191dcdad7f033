/* System calls without a C library: a result of -4095 to -1 is -errno. The
 * library is loaded into programs whose threads stand still in the middle of
 * anything, so it must not call their malloc, stdio or locks. */
#ifndef TEMPLATE_SYSTEM_CALL_H
#define TEMPLATE_SYSTEM_CALL_H

#include <stdint.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
static inline long system_call(long number, long a, long b, long c, long d,
                               long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
                       "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
static inline long system_call(long number, long a, long b, long c, long d,
                               long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}
#else
#error "neither x86_64 nor aarch64"
#endif

/* SYS(NAME, up to six arguments): pointers and integers alike. */
#define SYS_6(number, a, b, c, d, e, f, ...)                                   \
    system_call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
                (long)(f))
#define SYS(...) SYS_6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

#endif
