/* boxed - runs a program where control groups begin at its own, and mounts are
 * its own, as in a container:
 *
 *     boxed PROGRAM WORDS... */
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2 || unshare(CLONE_NEWCGROUP | CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        umount("/sys/fs/cgroup") != 0)
        return perror("boxed"), 1;
    (void)execvp(argv[1], argv + 1);
    return perror(argv[1]), 1;
}
