/* template_notes.h - what of a SAM template is guessed or not served, and what
 * is wrong with the routes and static files of dayfly.json, told in the log
 * when the file has changed. */
#ifndef DAYFLY_HOST_DISPATCH_TEMPLATE_NOTES_H
#define DAYFLY_HOST_DISPATCH_TEMPLATE_NOTES_H

struct dispatcher;

/* Those of now have been told. */
void template_notes_begin(struct dispatcher *dispatcher);
/* Logs those that are new. */
void template_notes_tell(struct dispatcher *dispatcher);

#endif
