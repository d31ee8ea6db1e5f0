#include "people/notice.h"

#include "keep/mail.h"
#include "people/people_routes.h"

const struct mail_kind people_mails[] = {
    { .kind = "sign-in", .word = N_("Links to sign in"), .must_have = true },
    { .kind = "account",
        .word = N_("What happened to your account"),
        .must_have = true },
    { .kind = NULL },
};

static const struct words {
    const char *subject, *sentence;
} words[] = {
    [NOTICE_PASSWORD] = { N_("Your password was changed"),
        N_("Somebody, we hope it was you, chose another password for your "
           "account. You were signed out everywhere else.") },
    [NOTICE_TWO_STEP_ON] = { N_("You sign in with two steps now"),
        N_("From now on a code of your phone is asked for when you sign in. "
           "Keep the ten recovery codes in a safe place.") },
    [NOTICE_TWO_STEP_OFF] = { N_("You sign in without a code now"),
        N_("The second step was turned off for your account.") },
    [NOTICE_CODE_USED] = { N_("A recovery code was used"),
        N_("Somebody, we hope it was you, signed in to your account with one "
           "of your recovery codes.") },
    [NOTICE_RECOVERY_ASKED] = { N_("Somebody asks to let you in anew"),
        N_("A coordinator says that you lost the way into your account. When "
           "another coordinator agrees, a link to choose a new password is "
           "made.") },
    [NOTICE_RECOVERY_GIVEN] = { N_("A link to your account was made"),
        N_("A coordinator made a link by which a new password for your "
           "account can be chosen.") },
};

static struct view
view_for(struct arena *a, const struct account *to)
{
    const struct lang *lang =
        text_is_known(to->language) ? lang_find(to->language) : NULL;
    return view_in(a, lang == NULL ? lang_all(0) : lang, 600);
}

static void
paragraph(struct view *v, text t)
{
    if (v->out.len > 0)
        buf_add(&v->out, TEXT("\n\n"));
    buf_add(&v->out, t);
}

static enum err
put(struct db *writer, struct arena *a, const struct account *to,
    const char *kind, const char *subject, const struct view *v,
    int64_t ends_at)
{
    struct view said = view_for(a, to);
    return mail_put(writer, a,
        &(struct mail){ .person_id = to->person_id,
            .to = to->mail,
            .lang = v->lang,
            .kind = text_of(kind),
            .subject = say(&said, subject),
            .body = buf_text(&v->out),
            .ends_at = ends_at });
}

enum err
notice_of(
    struct db *writer, struct arena *a, int64_t person_id, enum notice what)
{
    struct account to;
    enum err e = account_get(
        writer, a, (struct account_get_in){ .person_id = person_id }, &to);
    if (e != OK || !text_is_known(to.mail))
        return e;
    struct view v = view_for(a, &to);
    paragraph(&v, say(&v, words[what].sentence));
    paragraph(&v,
        say(&v,
            N_("If it was not you, choose another password now, and tell a "
               "coordinator of the network.")));
    return put(writer, a, &to, "account", words[what].subject, &v, 0);
}

enum err
notice_sign_in_link(struct db *writer, struct arena *a,
    const struct account *to, text address, int64_t ends_at)
{
    struct view v = view_for(a, to);
    paragraph(&v,
        say(&v,
            N_("With this link you sign in. It can be used "
               "once, within 20 minutes:")));
    paragraph(&v, address);
    paragraph(&v,
        say(&v,
            N_("If you did not ask for it, do nothing: nobody "
               "gets in without it.")));
    return put(
        writer, a, to, "sign-in", N_("Your link to sign in"), &v, ends_at);
}

enum err
notice_recovery_link(struct db *writer, struct arena *a,
    const struct account *to, text address, int64_t ends_at)
{
    struct view v = view_for(a, to);
    paragraph(&v,
        say(&v,
            N_("A coordinator of the network made this link for "
               "you. With it you choose a new password. It can "
               "be used once, within a day:")));
    paragraph(&v, address);
    paragraph(&v,
        say(&v,
            N_("If you did not ask for it, tell a coordinator "
               "of the network.")));
    return put(
        writer, a, to, "sign-in", N_("Choose a new password"), &v, ends_at);
}
