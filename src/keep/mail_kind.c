/* What mails the house sends: of all rooms, by their doors. */
#include "keep/mail.h"

#include "keep/door.h"

const struct mail_kind *
mail_kind_at(int i)
{
    for (int d = 0; all_doors[d] != NULL; d++) {
        const struct mail_kind *k = all_doors[d]->mails;
        for (; k != NULL && k->kind != NULL; k++)
            if (i-- == 0)
                return k;
    }
    return NULL;
}

const struct mail_kind *
mail_kind_find(text kind)
{
    const struct mail_kind *k;
    for (int i = 0; (k = mail_kind_at(i)) != NULL; i++)
        if (text_is_equal(kind, text_of(k->kind)))
            return k;
    return NULL;
}
