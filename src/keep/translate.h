/* Translations by people, beside what others wrote.
 *
 * Who may: whoever has at least a guest's part in the thing, and whoever is a
 * member of anything in the network; of a profile nobody but whose it is. They
 * know the matter or the words; each
 * translation says whose it is, is a version, and can be taken back.
 *
 * A wording is old when the original was changed after the one that the
 * translator saw. Translations that came in a file have no translator.
 */
#ifndef KEEP_TRANSLATE_H
#define KEEP_TRANSLATE_H

#include "base/json.h"
#include "keep/prose.h"
#include "keep/thing.h"

bool translate_may(const struct actor *who, const struct thing *t);

enum translate_state {
    TRANSLATION_MISSING,
    TRANSLATION_OLD,
    TRANSLATION_THERE,
    TRANSLATION_ORIGINAL
};

struct translate_cell {
    const struct lang *lang;
    enum translate_state state;
    text address; /* of the form; not known: not for this reader */
    text who;     /* or not known */
    int64_t at;
    html html; /* the translation */
};
struct translate_part {
    text part, title;   /* "aim", N_("What we aim for") */
    text original_lang; /* its name */
    text original_code;
    html original;
    struct translate_cell cells[LANG_N];
    int n_cells;
};
struct translate_page {
    struct thing thing;
    struct translate_part *parts;
    int n_parts;
};

struct translate_form_page {
    const struct form *form;
    struct thing thing;
    text part_title, address, lang_name;
    text original_lang, original_code, original_at, thing_address;
    html original;
    text was, of; /* hashes: of the translation and original that are shown */
    text their_source; /* somebody else's wording that came between */
    bool has_been_there, is_old;
};

struct translate_line {
    text part_title, thing_title, address, original_lang;
    int64_t n_bytes;
    bool is_old;
};
struct translate_list_page {
    const struct form *form;
    text lang_code, next;
    struct translate_line *lines;
    int n_lines;
};

/* What a part is called: N_("What we aim for"); its own word when it is none
 * of ours. */
const char *part_word(text part);
text state_class(enum translate_state state);
const char *state_word(enum translate_state state);
/* Everything that a person translated. */
enum err translate_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
translate_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
