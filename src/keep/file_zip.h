/* Inside file_type.c: the directory of a zip file, read and judged. */
#ifndef KEEP_FILE_ZIP_H
#define KEEP_FILE_ZIP_H

#include "keep/file_type.h"

/* A zip that is an office file gives its type's code; else *refusal. */
enum err file_zip_judge(const struct file_source *s, struct arena *a,
    const char **code, const char **refusal);

#endif
