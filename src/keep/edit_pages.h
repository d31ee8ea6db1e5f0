/* Inside keep: what the templates of the editor ask. */
#ifndef KEEP_EDIT_PAGES_H
#define KEEP_EDIT_PAGES_H

#include "keep/edit.h"
#include "keep/edit_links.h"
#include "web/web.h"

text edit_title(struct view *v, const struct edit *ed);
text edit_label(struct view *v, const struct edit_field *f);
text edit_with_draft(const struct edit *ed);
text edit_throw_address(const struct edit *ed);
text edit_keep_name(const struct edit *ed); /* in the browser's storage */
text edit_was(const struct edit *ed);
text edit_for(const struct edit *ed);
text edit_given(const struct edit *ed, const char *name);
text edit_key(struct arena *a, int64_t id);
/* A value as its person sees it: a title, a text without its language. */
text edit_said(const struct edit *ed, const struct edit_field *f, text value);
/* Rare ones stand under "More", unless something is to be done there. */
bool edit_is_hidden(const struct edit *ed, const struct edit_field *f);
bool edit_has_hidden(const struct edit *ed);
/* Are there words to tap? Then what Enter presses has to stand before them. */
bool edit_has_words(const struct edit *ed);
/* Of a long stretch that is the same, its ends. */
text edit_shorten(struct view *v, text words, bool is_first, bool is_last);

/* The name of who did it; not known when there is none, or not to be seen. */
text edit_actor_name(struct request *rq, int64_t person_id);

#endif
