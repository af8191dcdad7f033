/* help_texts.h - what `dayfly help` prints of the commands that have no text of
 * their own. */
#ifndef DAYFLY_HOST_HELP_HELP_TEXTS_H
#define DAYFLY_HOST_HELP_HELP_TEXTS_H

extern const char help_all[];
extern const char help_init[];
extern const char help_event[];
extern const char help_serve[];
extern const char help_watch[];
extern const char help_debug[];
extern const char help_invoke[];
extern const char help_list[];
/* After help_serve: the keys of dayfly.json. */
extern const char help_manifest[];

#endif
