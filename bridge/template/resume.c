#include "bridge/template/resume.h"

#include <linux/sched.h>

#include "bridge/template/system_call.h"

#define CLONE_AS_LIBC                                                          \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |        \
     CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |                      \
     CLONE_CHILD_CLEARTID)

_Static_assert(offsetof(struct thread, robust) == 0, "see the assembly");
_Static_assert(offsetof(struct thread, robust_length) == 8, "the same");
_Static_assert(offsetof(struct thread, rseq) == 16, "the same");
_Static_assert(offsetof(struct thread, name) == 24, "the same");

/* The new thread's stack pointer is at its signal frame and must not move, so
 * nothing but registers is used until rt_sigreturn: set_robust_list; rseq of 32
 * bytes with the signature of the C library, if the thread had registered one;
 * prctl(PR_SET_NAME), if its name differs; rt_sigreturn. */
#if defined(__x86_64__)
__asm__(
    ".pushsection .text\n"
    ".hidden resume_restorer\n"
    ".globl resume_restorer\n"
    ".type resume_restorer, @function\n"
    "resume_restorer:\n"
    "  mov $15, %eax\n"
    "  syscall\n"
    ".size resume_restorer, . - resume_restorer\n"
    ".popsection\n");

long resume(struct thread *thread)
{
    long result;
    register long ctid __asm__("r10") = (long)thread->tid_address;
    register long tls __asm__("r8") = (long)thread->tls;
    register struct thread *kept __asm__("r12") = thread;
    __asm__ volatile(
        "  syscall\n"
        "  test %%rax, %%rax\n"
        "  jnz 3f\n"
        "  mov 0(%%r12), %%rdi\n"
        "  mov 8(%%r12), %%rsi\n"
        "  mov %[set_robust_list], %%eax\n"
        "  syscall\n"
        "  mov 16(%%r12), %%rdi\n"
        "  test %%rdi, %%rdi\n"
        "  jz 1f\n"
        "  mov $32, %%esi\n"
        "  xor %%edx, %%edx\n"
        "  mov $0x53053053, %%r10d\n"
        "  mov %[rseq], %%eax\n"
        "  syscall\n"
        "1: lea 24(%%r12), %%rsi\n"
        "  cmpb $0, (%%rsi)\n"
        "  je 2f\n"
        "  mov $15, %%edi\n"
        "  mov %[prctl], %%eax\n"
        "  syscall\n"
        "2: mov %[rt_sigreturn], %%eax\n"
        "  syscall\n"
        "  ud2\n"
        "3:\n"
        : "=a"(result)
        : "a"(SYS_clone), "D"(CLONE_AS_LIBC), "S"(thread->frame),
          "d"(thread->tid_address), "r"(ctid), "r"(tls), "r"(kept),
          [set_robust_list] "i"(SYS_set_robust_list), [rseq] "i"(SYS_rseq),
          [prctl] "i"(SYS_prctl), [rt_sigreturn] "i"(SYS_rt_sigreturn)
        : "rcx", "r11", "memory");
    return result;
}
#else
long resume(struct thread *thread)
{
    register long x8 __asm__("x8") = SYS_clone;
    register long x0 __asm__("x0") = CLONE_AS_LIBC;
    register void *x1 __asm__("x1") = thread->frame;
    register void *x2 __asm__("x2") = thread->tid_address;
    register void *x3 __asm__("x3") = thread->tls;
    register void *x4 __asm__("x4") = thread->tid_address;
    register struct thread *x9 __asm__("x9") = thread;
    __asm__ volatile(
        "  svc 0\n"
        "  cbnz x0, 3f\n"
        "  ldr x0, [x9, 0]\n"
        "  ldr x1, [x9, 8]\n"
        "  mov x8, %[set_robust_list]\n"
        "  svc 0\n"
        "  ldr x0, [x9, 16]\n"
        "  cbz x0, 1f\n"
        "  mov x1, 32\n"
        "  mov x2, 0\n"
        "  movz x3, 0xbc00\n"
        "  movk x3, 0xd428, lsl 16\n"
        "  mov x8, %[rseq]\n"
        "  svc 0\n"
        "1: add x1, x9, 24\n"
        "  ldrb w0, [x1]\n"
        "  cbz w0, 2f\n"
        "  mov x0, 15\n"
        "  mov x8, %[prctl]\n"
        "  svc 0\n"
        "2: mov x8, %[rt_sigreturn]\n"
        "  svc 0\n"
        "  brk 1\n"
        "3:\n"
        : "+r"(x0)
        : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x9),
          [set_robust_list] "i"(SYS_set_robust_list), [rseq] "i"(SYS_rseq),
          [prctl] "i"(SYS_prctl), [rt_sigreturn] "i"(SYS_rt_sigreturn)
        : "memory");
    return x0;
}
#endif
