/* What the page of settings is given. */
#ifndef KEEP_SETTINGS_PAGES_H
#define KEEP_SETTINGS_PAGES_H

#include "keep/settings.h"
#include "web/web.h"

struct settings_view {
    struct form *form;
    text seen; /* what all of them were when the page was made */
    bool is_saved;
};

#endif
