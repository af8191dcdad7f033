#include "bootstrap/os/self_init.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "bootstrap/os/descendants.h"

/* Descriptors 0 to 2 must be open, so that no pipe gets one of these numbers.
 */
static bool fill_standard(struct error *err)
{
    int fd = open("/dev/null", O_RDWR);

    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    if (fd < 0)
        return error_set_errno(err, "cannot open /dev/null");
    (void)close(fd);
    return true;
}

/* Inherited dispositions must not matter: an ignored SIGCHLD would reap our
 * children, and the event loop reads the signals that end us. WAKE_SIGNAL may
 * arrive before a runtime reads signals. */
static bool take_signals(int *signals, int also, struct error *err)
{
    const struct sigaction standard = {.sa_handler = SIG_DFL};
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    sigset_t ours;

    (void)sigaction(SIGCHLD, &standard, NULL);
    (void)sigaction(SIGPIPE, &ignored, NULL);
    (void)sigaction(SIGXFSZ, &ignored, NULL);
    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGTERM);
    (void)sigaddset(&ours, SIGINT);
    (void)sigaddset(&ours, SIGHUP);
    (void)sigaddset(&ours, also);
    *signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    if (*signals < 0)
        return error_set_errno(err, "cannot listen to signals");
    (void)sigaddset(&ours, WAKE_SIGNAL);
    (void)sigprocmask(SIG_SETMASK, &ours, NULL);
    return true;
}

bool self_init(int *signals, int also, struct error *err)
{
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return fill_standard(err) && take_signals(signals, also, err) &&
           descendants_adopt(err);
}

void self_end_with_parent(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

void self_allow_signals(void)
{
    sigset_t none;

    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}
