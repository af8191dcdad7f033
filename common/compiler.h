/* compiler.h - macros around features of the compiler. */
#ifndef DAYFLY_COMMON_COMPILER_H
#define DAYFLY_COMMON_COMPILER_H

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* A local variable that is released at the end of its scope:
 * AUTO(struct buf, buf_free) b = BUF(9);
 * The function gets a pointer to the variable. */
#define AUTO(type, cleaner) __attribute__((cleanup(cleaner))) type

/* 1: with the address sanitizer, for which gcc has a macro, clang a feature. */
#if defined __SANITIZE_ADDRESS__
#define ADDRESS_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZED 1
#endif
#endif
#ifndef ADDRESS_SANITIZED
#define ADDRESS_SANITIZED 0
#endif

#endif
