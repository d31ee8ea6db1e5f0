/* What this network is, in its own words: name, one sentence, a page.
 *
 * Kept as prose of a thing of its own (kind "network", key 1); brought in and
 * out as about.LANG.md: a heading with the name, a paragraph with the
 * sentence, and whatever follows.
 */
#ifndef NETWORK_NETWORK_ABOUT_H
#define NETWORK_NETWORK_ABOUT_H

#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/sheet_text.h"
#include "web/web.h"

enum { NETWORK_ID = 1 };

/* For the editor: no columns, three texts. Not among the sheets that come in
 * and go out. */
extern const struct sheet network_sheet;

struct network_about {
    struct wording name, sentence, about;
    struct edit_links links;
    bool is_default; /* nobody wrote a text about it yet */
};
/* Never fails: what cannot be loaded is not known. */
struct network_about network_about_load(struct request *rq);
enum err network_about_import(struct sheet_texts *t);
enum err
network_about_export(struct db *db, struct arena *a, text dir, struct why *why);

#endif
