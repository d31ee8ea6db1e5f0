/* A log in pieces, from a file or out of the database. */
#include "mirror/pathway_read.h"

enum err
pathway_bytes_push(struct pathway_bytes *b, text piece, struct why *why)
{
    if (!pathway_bytes_are_there(b)) {
        text head = piece;
        if (text_starts_with(head, TEXT("\xef\xbb\xbf")))
            head = text_slice(head, 3, head.len);
        if (text_starts_with(text_trim(head), TEXT("<")))
            b->xes = cp_xes_begin(b->arena, b->rules);
        else if (text_is_known(b->rules->classifier))
            return err_say(why, ERR_BAD_INPUT,
                "a log in CSV has no classifiers: say --activity COLUMN");
        else
            b->csv = cp_log_begin(b->arena, b->rules);
    }
    return b->xes != NULL ? cp_xes_push(b->xes, piece, why)
                          : cp_log_push(b->csv, piece, why);
}

bool
pathway_bytes_are_there(const struct pathway_bytes *b)
{
    return b->csv != NULL || b->xes != NULL;
}

int64_t
pathway_bytes_n_rows(const struct pathway_bytes *b)
{
    return b->xes != NULL ? cp_xes_n_rows(b->xes) : cp_log_n_rows(b->csv);
}

enum err
pathway_bytes_end(struct pathway_bytes *b, bool is_cut, struct cp_log *log,
    struct cp_log_report *report, struct why *why)
{
    if (b->xes != NULL)
        return cp_xes_end(b->xes, log, report, why);
    if (is_cut)
        cp_log_is_cut(b->csv);
    return cp_log_end(b->csv, log, report, why);
}
