/* compiler.h - the few words every room may use. */
#ifndef DAYFLY_COMMON_COMPILER_H
#define DAYFLY_COMMON_COMPILER_H

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* A local that cleans up after itself: AUTO(struct buf, buf_free) b = BUF(9);
 * the function named takes a pointer to the variable. */
#define AUTO(type, cleaner) __attribute__((cleanup(cleaner))) type

#endif
