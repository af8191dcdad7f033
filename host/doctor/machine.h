/* machine.h - what the doctor looks at. Each adds its rows. */
#ifndef DAYFLY_HOST_DOCTOR_MACHINE_H
#define DAYFLY_HOST_DOCTOR_MACHINE_H

struct findings;

/* What the sandbox of functions can enforce, and which interpreters' processes
 * are copied: the rows of `bootstrap --probe`. */
void machine_sandbox(struct findings *findings);
void machine_interpreters(struct findings *findings);
void machine_images(struct findings *findings);
/* The size of the folder and the space that is left there. */
void machine_data(struct findings *findings, const char *folder);
void machine_files(struct findings *findings);

#endif
