/* What the templates of web/ are given: the frame of a page, a form's field.
 */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H

#include "web/web.h"

struct layout_language {
    const struct lang *lang;
    text href; /* this page in that language, its query kept */
    bool is_current;
};

struct layout {
    const struct page *page;
    text title; /* of the window */
    text site_name, sentence;
    const struct menu_item *menu; /* NULL: none */
    const struct actor *actor;
    html foot;
    text style; /* address of the style sheet */
    text script; /* behind /static/, or not known */
    text base_url, canonical;
    text negotiated; /* this page in the reader's own language */
    struct layout_language languages[LANG_N];
};

/* A field of a form, ready to be printed. */
struct field {
    const struct input *input;
    html label, hint;
    text id, error, given, state, autocomplete;
};

/* An error page. */
struct trouble {
    html title, sentence;
    bool leads_home; /* offers the front page */
};

/* For the templates: small questions that read badly inside a tag. */
bool layout_is_here(const struct layout *l, const struct menu_item *item);
/* Is this entry of the menu for who asks? */
bool layout_is_shown(const struct layout *l, const struct menu_item *item);
text layout_width(const struct layout *l);
text field_choice(struct view *v, const struct input *input, int i);

#endif
