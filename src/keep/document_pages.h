/* What the templates of documents are given. */
#ifndef KEEP_DOCUMENT_PAGES_H
#define KEEP_DOCUMENT_PAGES_H

#include "keep/document.h"
#include "keep/prose.h"

enum { DOCUMENT_VERSIONS = 30, DOCUMENT_ROWS = 30, DOCUMENT_CSV_ROWS = 1000 };

struct attach_page {
    const struct form *form;
    struct thing within;
    text address;  /* to be posted to */
    text max_size; /* "20 MB" */
    bool is_new;   /* a document; else new content of one */
};

struct document_version_line {
    struct kept_file file;
    text who; /* who sent it, when the reader may know; else not known */
};
struct document_page {
    struct request *rq;
    struct document document;
    struct thing thing, within;
    const struct file_type *type;
    struct wording about;
    struct document_version_line *versions; /* the one of now first */
    ptrdiff_t n_versions;
    const struct document_version_line *now;
    bool may_edit, is_deleted;
    text address;  /* "/document/KEY" */
    int64_t back_until;
    const struct form *form; /* of its buttons */
};

struct document_list_page {
    struct documents documents;
    text next; /* address of the next page, or not known */
};

/* "/attach/partnership/KEY" */
text documents_address(
    struct arena *a, const char *where, const struct thing *thing);
bool document_may_add(const struct actor *who, const struct thing *thing);
text file_version_address(struct arena *a, text document, int64_t file_id);
const char *type_word(text type);
text language_said(text code);
text day_said(struct arena *a, int64_t utc_s);

#endif
