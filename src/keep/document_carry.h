/* Documents in and out as files: document.csv, and beside it the folder
 * document/ with a file for each, and text/document/ with what is written
 * about them.
 *
 * Each document comes in by itself, in steps of its own: a network's files
 * would hold the writer for minutes. What is there already, to the byte, is
 * left alone; other content becomes the content of now, and the old stays.
 * Contents of before are not carried: `backup` and `copy` do that. What is
 * within a thing that does not travel itself, such as a pair, goes out under
 * its name (thing.h, name_in_files); it comes in where that thing is there, and
 * is left out where not.
 */
#ifndef KEEP_DOCUMENT_CARRY_H
#define KEEP_DOCUMENT_CARRY_H

#include "keep/document.h"
#include "keep/sheet.h"

enum err documents_export(
    struct db *db, struct arena *a, text dir, struct why *why);
/* In a dry run, while what the other files bring is there: is each document
 * within something? */
enum err documents_rehearse(struct sheet_texts *t);
/* After the tables are in. Refusals are said, counted, and the rest goes on;
 * ERR_BAD_INPUT at the end when there was one. */
enum err documents_import(struct db *db, struct arena *a,
    struct sheet_import *import, struct why *why);

#endif
