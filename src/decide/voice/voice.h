/* Inside this room: voices. What somebody lived, told in their language, by
 * an account, by a slip of paper, or written down by another.
 *
 * A voice is read by a facilitator, thanked, put into themes (theme.h), and in
 * the end has an outcome, of which whoever told it hears. What came of it
 * stands in the thread: voice <- theme <- proposal <- decision <- action.
 *
 * People get wrong: who told it stands in voice_link alone. No page, file, mail
 * or audit row joins the two but the pages of that person themselves: an own
 * page by account (voice_own), by slip, or by the code of a receipt. And who
 * may read it is `shown`, never `shown_to`: unread or flagged ones are for
 * those who look after them, whatever was agreed to; consent is a dated row of
 * keep/consent, and taking it back takes the words out everywhere.
 *
 * Times are days. */
#ifndef DECIDE_VOICE_H
#define DECIDE_VOICE_H

#include "base/json.h"
#include "decide/child/child.h"
#include "decide/child/receipt.h"
#include "decide/voice/theme.h"
#include "decide/voice/voice.sql.h"
#include "decide/voice/voice_flag.sql.h"
#include "decide/voice/voice_sheet.sql.h"
#include "keep/consent.h"
#include "keep/mail.h"
#include "keep/sound.h"
#include "web/web.h"

enum {
    VOICE_SIDES_MAX = 6,
    VOICE_LETTERS = 5000, /* of one voice */
    VOICES_OF_ONE = 200,  /* by one account */
    VOICES_SHOWN = 20,    /* on a page of the list */
    VOICE_THEMES_MAX = 20,
    VOICE_LANGS_MAX = 20, /* translations of one */
    LISTENINGS_MAX = 100,
    VOICE_NAME_MAX = 80
};

/* To whom a voice is shown now. */
enum { SHOWN_NOBODY, SHOWN_FACILITATORS, SHOWN_SIDES, SHOWN_ALL };

text voice_key(struct arena *a, int64_t id);
text voice_day(struct arena *a, int64_t at);
text voice_sub(struct arena *a, int64_t id, const char *what);

/* ---- Languages: more than the interface has ------------------------------ */

/* Code and own name of the i-th; NULL after the last. */
const char *voice_lang_code(int i);
const char *voice_lang_word(int i);
text voice_lang_name(text code); /* the code itself, if it is none of them */
/* "Written in" for a form: its choices. */
struct input voice_lang_input(
    struct arena *a, const char *name, ptrdiff_t offset, const char *label);

/* ---- What is typed ------------------------------------------------------- */

/* Why it is not taken: N_(), or NULL. */
const char *voice_trouble(text words);
/* What others could read out of it, to be said before it is kept, and kept if
 * they still want: N_(), or NULL. `own_name` may be unknown. */
const char *voice_warning(struct arena *a, text words, text own_name);

/* ---- Kept, changed, taken back: inside a step ---------------------------- */

struct voice_telling {
    struct voice row;       /* id and shown are filled in */
    struct voice_link link; /* person_id or slip_id or neither; receipt */
    bool has_helped;
    struct voice_helped_insert_in helped;
    const struct kept_file *sound; /* or NULL */
    bool is_named;
    text guardian_on, child_on; /* days of both, for a child */
    text token, address, lang;  /* lang: consent was asked in */
    int64_t actor_id, now;
    text first; /* the answer, of ERR_CONFLICT: it was sent before */
};
/* ERR_CONFLICT: sent before, or the slip was used. ERR_DENIED: this account
 * has told as many as one may. */
enum err voice_tell(struct db *writer, struct arena *a, void *telling);

struct thread_link voice_link_of_theme(int64_t theme_id, int64_t voice_id);
/* As it stands, anew: `shown`, the thread, and by which words it is found. */
enum err voice_save(struct db *writer, struct arena *a, struct voice *row);

/* Words, recording and translations go; the row stays, to be counted. OK when
 * it is withdrawn already. The recording's bytes: sound_sweep behind it. */
enum err voice_withdraw(
    struct db *writer, struct arena *a, int64_t voice_id, int64_t now);
/* Who may read it from now on. */
enum err voice_show_to(struct db *writer, struct arena *a, struct voice *row,
    text shown_to, text lang, int64_t now);
/* Whom a consent about a voice is of. */
struct consent_of
voice_consent(const struct voice_link *link, const char *kind);
extern const struct sheet voice_sheet, voice_words_sheet, voice_theme_sheet;
/* The words by which it is found, as it stands. */
enum err voice_find_again(struct db *writer, struct arena *a, int64_t voice_id);
extern const struct consent_kind voice_consents[];

/* ---- Pages --------------------------------------------------------------- */

struct voice_loaded {
    struct voice row;
    struct voice_head_row head;
    bool leads; /* a facilitator of its partnership */
};
/* By the first key of the address. ERR_NOT_FOUND also when this reader may not
 * see it. */
enum err voice_load(struct request *rq, struct voice_loaded *to);
enum err
voice_load_key(struct request *rq, int64_t id, struct voice_loaded *to);
/* The least `shown` that this reader may see of a partnership. */
int64_t voice_least(const struct request *rq, int64_t partnership_id);
/* What there is to read, and in which language. */
text voice_said(text said, text words);
text voice_said_lang(const struct request *rq, text said, text lang);
bool voice_is_rtl(text lang);
/* N_() of a code of shown_to, way, mode, outcome; NULL: none such. */
const char *voice_shown_said(text shown_to);
const char *voice_mode_said(text mode);
const char *voice_outcome_said(text outcome);

enum err voice_counts_load(struct request *rq, int64_t partnership_id,
    int64_t theme_id, struct voice_side_counts *to);

struct voices_page {
    struct request *rq;
    struct thing partnership;
    text address, back, next, themes, csv;
    bool leads;
    const struct form *search;
    struct voice_row *rows;
    ptrdiff_t n_rows;
    struct voice_side_counts counts;
    struct listenings_of_row *listenings;
    ptrdiff_t n_listenings;
    const struct form *listen;
    text tell, helped;     /* not known: they may not */
    bool is_found_nothing; /* a search, and nothing */
    int64_t n_flags_open, n_flags_late;
    text flags;
};
struct voice_came { /* a thing that came of it */
    text title, address;
    const char *word; /* N_() of its kind */
    int depth;
};
struct voice_page {
    struct request *rq;
    const struct voice_loaded *x;
    text words, lang;
    struct voice_words *translations;
    ptrdiff_t n_translations;
    struct voice_themes_row *themes;
    ptrdiff_t n_themes;
    struct themes_of_row *all_themes;
    ptrdiff_t n_all_themes;
    struct voice_came *came;
    int n_came, n_hidden;
    int64_t n_days, n_days_late; /* since it was told; and from when it is
                                    said that nothing has come of it */
    const struct form *read, *sort, *end, *translate, *flag;
    text address, partnership, voices, sound;
    const struct voice_helped_of_row *helped; /* for those who lead; or NULL */
};
/* The fields of telling; `helped` ones when another writes it down. */
struct tell_form {
    text words, lang, side, shown_to, name;
    bool anyway;
    struct child_given who;
    struct upload recording;
    text mode, own, read_back, how, interpreter, place, said_on, guardian_on,
        child_on;
};
struct tell_page {
    struct request *rq;
    text where, address, back;
    const struct form *form;
    text warning; /* a sentence; or not known */
    bool is_slip, is_helped, has_sides, is_anyway_asked;
};
struct receipt_given {
    text code, guardian, own, back;
    bool is_helped;
};
/* Whoever told it, on a page of their own: by account, by the code of a
 * receipt, by the slip they used. */
struct own {
    struct voice_loaded x;
    struct voice_link link;
    text base; /* where its buttons send: "/voice/KEY/mine", "/speak/CODE" */
    bool is_guardian;
    int64_t slip_id, listening_id; /* of a slip that is not used yet: x and
                                      link are empty */
};
/* ERR_NOT_FOUND: not theirs; ERR_DENIED: wait so many seconds. */
enum err
own_load(struct request *rq, bool by_code, struct own *own, int *wait_s);
enum err
own_refuse(struct request *rq, struct answer *an, enum err e, int wait_s);
enum err tell_open(struct request *rq, struct answer *an, const struct own *o);
enum err tell_take(struct request *rq, struct answer *an, const struct own *o);

struct own_page {
    struct request *rq;
    const struct own *own;
    text sound;
    struct voice_words *translations;
    ptrdiff_t n_translations;
    struct voice_themes_row *themes;
    ptrdiff_t n_themes;
    struct voice_came *came;
    int n_came, n_hidden;
    int64_t n_days, n_days_late;
    const struct form *change, *button, *correct;
    struct consent *consents;
    ptrdiff_t n_consents;
    text warning;
    bool is_anyway_asked;
};
struct mine_line {
    struct voices_of_person_row row;
    text address;
};
struct voices_mine_page {
    struct mine_line *rows;
    ptrdiff_t n_rows;
};
struct receipt_page {
    const struct form *form;
    text trouble;
};
struct guardian_page {
    const struct form *form;
    text address;
    bool is_withdrawn;
};

/* What came of a voice: the things above its themes and itself, as far as this
 * reader may see them; depth from 1. */
enum err voice_came_load(struct request *rq, int64_t voice_id,
    struct voice_came **came, int *n, int *n_hidden);

/* Days since it was told, and from how many on it is said that nothing came of
 * it. */
enum err voice_age(struct request *rq, const struct voice *row, int64_t *n_days,
    int64_t *n_days_late);

/* ---- For the door -------------------------------------------------------- */

enum err voice_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
voice_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err voice_forget_thing(struct db *writer, struct arena *a, int64_t id);
enum err voice_sweep(struct db *db, struct arena *a, int64_t now);

handler voices_show, voices_csv, listening_send, voice_show, voice_read_send,
    voice_sort_send, voice_end_send, voice_words_send, voice_sound_show,
    voice_tell_show, voice_tell_send, voice_helped_show, voice_helped_send,
    voice_own_show, voice_own_change_send, voice_own_withdraw_send,
    voice_own_correct_send, voice_own_sound_show, voice_about_show,
    voice_about_send, tell_about_show, tell_about_send, tell_show, tell_send,
    tell_change_send, tell_withdraw_send, tell_correct_send, tell_sound_show,
    receipt_show, receipt_send, voices_mine_show;

#endif
