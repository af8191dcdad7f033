/* hook_folders.h - the webhooks that functions bring: `hooks` of dayfly.json.
 */
#ifndef DAYFLY_HOST_HOOKS_HOOK_FOLDERS_H
#define DAYFLY_HOST_HOOKS_HOOK_FOLDERS_H

struct hooks;

/* They are as the functions are now. */
void hook_folders_search(struct hooks *hooks);

#endif
