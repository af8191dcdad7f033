/* served_template.h - the SAM templates of the served folders, as they are now.
 */
#ifndef DAYFLY_HOST_FUNCTIONS_SERVED_TEMPLATE_H
#define DAYFLY_HOST_FUNCTIONS_SERVED_TEMPLATE_H

#include <stdbool.h>

#include "host/functions/function_folder.h"
#include "host/sam/sam_template.h"

struct served_template {
    char *path;                /* owned, absolute */
    struct file_mark mark;     /* of the file that was read last */
    struct sam_template value; /* the last one without a mistake */
    char *error;               /* owned: the mistake it has now; or NULL */
    unsigned version;          /* counts the values */
    unsigned told;             /* the version whose notes the user has read */
    json_t *told_notes;        /* owned: those */
    struct served_template *next;
};

/* The template in this folder: template.yaml, template.yml or template.json.
 * NULL: it has none, or that is none of AWS; or out of memory, and err says so.
 * served_template_free() is due. */
struct served_template *served_template_open(const char *folder,
                                             const struct cfn_setting *setting,
                                             struct error *err);
/* Takes NULL. Not those behind it. */
void served_template_free(struct served_template *t);

/* Reads it again if it has changed, or `always`: what it says depends also on
 * which folders and programs there are. */
void served_template_refresh(struct served_template *t,
                             const struct cfn_setting *setting, bool always);
/* The folder is the code of one of its functions, or has it. */
bool served_template_has_folder(const struct served_template *t,
                                const char *folder);

#endif
