/* Inside the engine: the tags of XML, as logs use it. No DTD, no entities but
 * the five of XML and numbers. */
#ifndef ENGINE_PATHWAY_LOG_XML_H
#define ENGINE_PATHWAY_LOG_XML_H

#include "base/buf.h"

/* What lies between < and >; of attributes those that logs need, as they
 * stand. */
struct cp_xml_tag {
    text name;
    text key, value, scope, keys; /* not known: not there */
    text called;                  /* name="..." */
    bool is_end, is_alone;
};

/* NULL, or what is wrong.
 * Source  XML 1.0, 3.1 */
const char *
cp_xml_tag_read(const char *at, const char *end, struct cp_xml_tag *tag);
/* Entities undone; lent until `to` is used again, or by `raw`. False: there is
 * one that XML does not have.
 * Source  XML 1.0, 4.1, 4.6 */
bool cp_xml_value(text raw, struct buf *to, text *value);
/* The > that ends a tag, not one in a value; or NULL.
 * Source  XML 1.0, 2.4 */
const char *cp_xml_tag_end(const char *at, const char *end);
/* What begins with <! or <?: passed over; *next is NULL when it goes on. What
 * is returned says what is wrong, or is NULL.
 * Source  XML 1.0, 2.5 to 2.8 */
const char *
cp_xml_pass_over(const char *at, const char *end, const char **next);

#endif
