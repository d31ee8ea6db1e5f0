#include "engine/pathway/pathway_words.h"

const char *const cp_pathway_head_words[CP_PATHWAY_HEADS] = { "pathway",
    "version", "side", "zone", "language", "source", "note" };
const char *const cp_pathway_attribute_words[CP_PATHWAY_ATTRIBUTES] = { "log",
    "weight", "stage", "by", "at", "note" };
const char *const cp_pathway_kind_words[CP_PATHWAY_ONE_OF + 1] = { "",
    "in order", "any order", "one of" };
const char cp_pathway_separators[CP_PATHWAY_ONE_OF + 1] = { 0, ',', ';', '|' };
const char *const cp_pathway_unit_words[CP_PATHWAY_WEEK + 1] = { "minute",
    "hour", "day", "week" };
const char *const cp_pathway_from_words[CP_PATHWAY_EACH + 1] = { "first",
    "last", "each" };

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does the line begin with these words, in any case, with any blanks? */
static bool
begins(text line, const char *words, text *rest)
{
    ptrdiff_t i = 0;
    for (; *words != 0; words++) {
        if (*words == ' ') {
            if (i == line.len || !is_blank(line.ptr[i]))
                return false;
            while (i < line.len && is_blank(line.ptr[i]))
                i++;
        } else {
            if (i == line.len || lower(line.ptr[i]) != *words)
                return false;
            i++;
        }
    }
    *rest = text_slice(line, i, line.len);
    return true;
}

static bool
begins_with_colon(text line, const char *words, text *rest)
{
    if (!begins(line, words, rest))
        return false;
    while (rest->len > 0 && is_blank(*rest->ptr))
        *rest = text_slice(*rest, 1, rest->len);
    if (rest->len == 0 || *rest->ptr != ':')
        return false;
    *rest = text_trim(text_slice(*rest, 1, rest->len));
    return true;
}

enum cp_pathway_keyword
cp_pathway_keyword(text line, int *which, text *rest)
{
    *which = 0;
    for (int i = CP_PATHWAY_IN_ORDER; i <= CP_PATHWAY_ONE_OF; i++)
        if (begins_with_colon(line, cp_pathway_kind_words[i], rest)) {
            *which = i;
            return CP_KEYWORD_KIND;
        }
    for (int i = 0; i < CP_PATHWAY_HEADS; i++)
        if (begins_with_colon(line, cp_pathway_head_words[i], rest)) {
            *which = i;
            return CP_KEYWORD_HEAD;
        }
    if (begins_with_colon(line, "closes", rest))
        return CP_KEYWORD_CLOSES;
    if (begins_with_colon(line, "ends any time", rest))
        return CP_KEYWORD_ENDS;
    if (begins(line, "within ", rest) && rest->len > 0 && *rest->ptr >= '0' &&
        *rest->ptr <= '9')
        return CP_KEYWORD_WITHIN;
    *rest = line;
    return CP_KEYWORD_NONE;
}
