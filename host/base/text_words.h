/* text_words.h - the words of a line that the kernel writes, as in /proc. Pure.
 */
#ifndef DAYFLY_HOST_BASE_TEXT_WORDS_H
#define DAYFLY_HOST_BASE_TEXT_WORDS_H

/* The beginning of the n-th word, from 0 on, up to the end of the text; "" if
 * there are fewer. Blanks and tabs separate words. */
const char *text_word_at(const char *text, int n);

#endif
