/* Markdown that people write, as HTML that is safe to show.
 *
 * CommonMark without raw HTML, which is shown as it was typed. Headings begin
 * at h3, for the page has its own above; prose_under (keep/prose.h) puts them
 * where a page wants them. A link goes to https, http, mailto,
 * tel or a local path; any other is shown as its words. Foreign ones say
 * rel="nofollow noopener". A picture from elsewhere is shown as its
 * description, for fetching it would tell others who reads.
 *
 * People get wrong: what is printed once is kept, with MARKDOWN_VERSION
 * beside it, and printed again when that has moved.
 *
 * Units   at most MARKDOWN_MAX bytes are read; a form refuses longer ones
 *         before, here the rest is cut off
 * Memory  the result in the arena; the tree is cmark's and given back before
 *         the arena may jump
 * Errors  none: everything is some Markdown; what is not UTF-8 becomes U+FFFD
 * Cost    about 50 us a KB; hostile texts of full size under 0.2 s
 * Source  CommonMark 0.30; cmark 0.30 parses, markdown.c prints
 */
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "base/arena.h"

enum { MARKDOWN_MAX = 32 * 1024, MARKDOWN_VERSION = 1 };

html markdown_html(struct arena *a, text markdown);

/* The words alone, on one line, for a summary: at most `max` bytes, cut after
 * a word and ended with "…" when there were more. Escape it like any text. */
text markdown_plain(struct arena *a, text markdown, ptrdiff_t max);

#endif
