/* Inside sheets: the first line of a file says which column is which. */
#ifndef KEEP_SHEET_HEAD_H
#define KEEP_SHEET_HEAD_H

#include "base/csv.h"
#include "keep/sheet_work.h"

struct sheet_head {
    int column_of[CSV_FIELDS_MAX]; /* index into the sheet's columns, or -1 */
    int key_column;                /* -1: the file has none */
    int n_fields;
};

/* ERR_BAD_INPUT when something was said: unknown, missing, twice. */
enum err head_read(struct importing *in, const struct csv_row *row,
    struct sheet_head *head);

#endif
