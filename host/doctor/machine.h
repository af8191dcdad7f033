/* machine.h - what the doctor looks at. Each adds its rows. */
#ifndef DAYFLY_HOST_DOCTOR_MACHINE_H
#define DAYFLY_HOST_DOCTOR_MACHINE_H

struct findings;

/* Goes into the control group of the host of that folder, if there is one and
 * this user may: what is looked at after it is what that host can do. */
void machine_join_host(struct findings *findings, const char *folder);
/* What the sandbox of functions can enforce, and which interpreters' processes
 * are copied: the rows of `bootstrap --probe` that are of no function. */
void machine_sandbox(struct findings *findings);
void machine_images(struct findings *findings);
/* The size of the folder, the space that is left there, and the host. */
void machine_data(struct findings *findings, const char *folder);
void machine_files(struct findings *findings);

#endif
