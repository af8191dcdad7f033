/* settings_text.h - the settings as text. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_TEXT_H
#define DAYFLY_BOOTSTRAP_CONFIG_SETTINGS_TEXT_H

#include <stdbool.h>

#include "common/buf.h"

/* For a terminal (`--help`). */
bool settings_text_list(struct buf *text) MUST_CHECK;
/* The Markdown table of bootstrap/README.md, one row each. */
bool settings_text_table(struct buf *text) MUST_CHECK;

#endif
