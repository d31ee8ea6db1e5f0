#include "keep/sound.h"

#include "keep/document.h"

const char *const sound_hint = N_("Up to 2 MB: about five minutes as "
                                  "telephones record. MP3, OGG, M4A, WEBM or "
                                  "WAV.");

static enum err
type_of(struct request *rq, const struct upload *upload,
    const struct file_type **type, const char **refusal)
{
    struct upload_source from = { rq, upload };
    struct file_source source = file_source_of(&from);
    enum err e = file_type_of(&source, rq->arena, upload->name, type, refusal);
    return e == ERR_BAD_INPUT && *refusal != NULL ? OK : e;
}

enum err
sound_judge(struct request *rq, struct form *form, const char *field,
    const struct upload *upload, bool *is_sound)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    const struct file_type *type = NULL;
    const char *refusal = NULL;
    *is_sound = false;
    if (!upload->is_given)
        return OK;
    if (upload->size > SOUND_MAX) {
        struct phrase_arg args[] = {
            phrase_arg(file_size_said(&v, upload->size)),
            phrase_arg(file_size_said(&v, SOUND_MAX)),
        };
        form_error(form, field,
            say_with(&v,
                N_("This recording is too large: it has %1$s, and %2$s are "
                   "taken. Your words are still here: send them without it, "
                   "or with a shorter one."),
                2, args));
        return OK;
    }
    enum err e = type_of(rq, upload, &type, &refusal);
    if (e != OK)
        return e;
    if (type != NULL && !text_starts_with(text_of(type->mime), TEXT("audio/")))
        refusal = N_("This is no sound recording. Taken are MP3, OGG, M4A, "
                     "WEBM and WAV.");
    if (refusal != NULL)
        form_error(form, field, say(&v, refusal));
    else
        *is_sound = true;
    return OK;
}

enum err
sound_keep(struct request *rq, const struct upload *upload, int64_t thing_id,
    struct kept_file *row)
{
    const struct file_type *type = NULL;
    const char *refusal = NULL;
    enum err e = type_of(rq, upload, &type, &refusal);
    if (e == OK && type == NULL)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    struct upload_source from = { rq, upload };
    struct file_source source = file_source_of(&from);
    *row = (struct kept_file){ .document_id = thing_id,
        .name = arena_print(rq->arena, "recording.%s", type->code),
        .type = text_of(type->code) };
    return file_keep(rq->db, rq->arena, &source, row);
}

enum err
sound_answer(struct request *rq, struct answer *an, int64_t file_id,
    int64_t thing_id, bool is_public)
{
    struct kept_file row;
    enum err e = kept_file_get(
        rq->db, rq->arena, (struct kept_file_get_in){ file_id }, &row);
    if (e == OK && (row.document_id != thing_id || !row.is_whole))
        e = ERR_NOT_FOUND;
    return e == OK ? file_answer(rq, an, &row, is_public) : e;
}

enum err
sound_drop(
    struct db *writer, struct arena *a, int64_t file_id, int64_t thing_id)
{
    (void)a;
    return kept_file_withdraw(writer,
        (struct kept_file_withdraw_in){
            .id = file_id, .document_id = thing_id },
        NULL);
}

void
sound_sweep(struct db *db, struct arena *a, int64_t file_id)
{
    ignore(file_discard(db, a, file_id));
}
