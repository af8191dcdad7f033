/* cli_doctor.h - `dayfly doctor`: what works on this machine, and what somebody
 * has to look at. */
#ifndef DAYFLY_HOST_DOCTOR_CLI_DOCTOR_H
#define DAYFLY_HOST_DOCTOR_CLI_DOCTOR_H

extern const char cli_doctor_help[];

/* `words` are those after the command. Returns the exit status. */
int cli_doctor(char *const words[]);

#endif
