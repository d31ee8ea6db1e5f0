#include "web/field.html.h"
#include "web/layout.h"

text
field_choice(struct view *v, const struct input *input, int i)
{
    if (input->choice_labels == NULL)
        return text_of(input->choices[i]);
    return say(v, input->choice_labels[i]);
}

static void
print_field(struct view *v, const struct form *form, int i)
{
    const struct input *in = &form->inputs[i];
    struct field f = {
        .input = in,
        .id =
            arena_join(v->arena, 2, (text[]){ TEXT("f-"), text_of(in->name) }),
        .label = say_html(v, in->label == NULL ? in->name : in->label),
        .hint = in->hint == NULL ? (html){ "", 0 } : say_html(v, in->hint),
        .error = form->error[i],
        .given = form->given[i],
        .state = text_is_known(form->error[i]) ? TEXT("is-wrong") : TEXT(""),
        .autocomplete =
            in->autocomplete == NULL ? TEXT("off") : text_of(in->autocomplete),
    };
    web_field(v, &f);
}

void
form_start(struct view *v, const struct form *form)
{
    web_field_start(v, form);
}

void
form_field(struct view *v, const struct form *form, const char *name)
{
    int i = 0;
    while (i < form->n_inputs &&
        !text_is_equal(text_of(name), text_of(form->inputs[i].name)))
        i++;
    require(i < form->n_inputs);
    print_field(v, form, i);
}

void
form_fields(struct view *v, const struct form *form)
{
    form_start(v, form);
    for (int i = 0; i < form->n_inputs; i++)
        print_field(v, form, i);
}
