/* signal_names.h - signals by the words the platform's messages use: "killed",
 * "segmentation fault" (the texts of Go's syscall package). */
#ifndef DAYFLY_COMMON_SIGNAL_NAMES_H
#define DAYFLY_COMMON_SIGNAL_NAMES_H

enum { SIGNAL_NAME_SIZE = 32 };

/* "signal 42" if the signal has no name. */
void signal_name(int signo, char word[SIGNAL_NAME_SIZE]);

#endif
