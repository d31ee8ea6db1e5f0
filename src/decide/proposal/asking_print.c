/* What came of an asking: as JSON, as CSV, as text. */
#include "decide/proposal/asking.h"

#include "base/csv.h"

static enum cp_agreement_result
result_of(const struct asking *asking)
{
    return asking->has_steps && asking->life.is_ended ? asking->life.end
                                                      : asking->is.result;
}

static void
json_says(struct json *j, struct buf *says)
{
    json_text(j, buf_text(says));
    says->len = 0;
}

static void
print_life(const struct asking *asking, struct json *j)
{
    json_name(j, "version");
    json_int(j, asking->life.version);
    json_name(j, "round");
    json_int(j, asking->life.round);
    json_name(j, "ended");
    json_bool(j, asking->life.is_ended);
    json_name(j, "refused");
    json_array(j);
    for (ptrdiff_t i = 0; i < asking->n_steps; i++) {
        if (asking->steps[i].refusal == CP_REFUSED_NOT)
            continue;
        json_object(j);
        json_name(j, "step");
        json_int(j, i + 1);
        json_name(j, "why");
        json_text(j, text_of(asking_say_refusal(asking->steps[i].refusal)));
        json_end(j);
    }
    json_end(j);
}

void
asking_print_json(const struct asking *asking, struct buf *out)
{
    struct json j = json_write(out);
    struct buf says = buf_in(out->arena, 1024);
    const struct cp_agreement *w = &asking->what;
    json_object(&j);
    json_name(&j, "result");
    json_text(&j, text_of(asking_result_word(result_of(asking))));
    json_name(&j, "side_states");
    json_object(&j);
    for (int32_t s = 0; s < w->n_sides; s++) {
        json_name_text(&j, asking->side_names[s]);
        json_text(&j, text_of(asking_side_word(asking->is.sides[s])));
    }
    json_end(&j);
    json_name(&j, "unit_states");
    json_object(&j);
    for (int32_t i = 0; i < w->n_units; i++) {
        json_name_text(&j, asking->unit_names[i]);
        json_text(&j, text_of(asking_unit_word(asking->is.units[i])));
    }
    json_end(&j);
    json_name(&j, "standing_aside");
    json_array(&j);
    for (int32_t s = 0; s < w->n_sides; s++)
        if (asking->is.sides[s] == CP_SIDE_STANDS_ASIDE)
            json_text(&j, asking->side_names[s]);
    json_end(&j);
    json_name(&j, "why");
    json_array(&j);
    asking_say_whole(asking, &says);
    json_says(&j, &says);
    for (int32_t s = 0; s < w->n_sides; s++) {
        asking_say_side(asking, s, &says);
        json_says(&j, &says);
    }
    for (int32_t i = 0; i < w->n_units; i++) {
        asking_say_unit(asking, i, &says);
        json_says(&j, &says);
    }
    json_end(&j);
    if (asking->has_steps)
        print_life(asking, &j);
    json_end(&j);
    buf_byte(out, '\n');
}

static void
csv_row(struct csv_writer *w, const char *of, text side, text unit,
    const char *state, const struct cp_agreement_why *why)
{
    csv_add(w, text_of(of));
    csv_add_for_people(w, side);
    csv_add_for_people(w, unit);
    csv_add(w, text_of(state));
    csv_add(w, text_of(asking_why_word(why->why)));
    csv_add_int(w, why->n);
    csv_add_int(w, why->of);
    csv_add_int(w, why->wanted);
    csv_end_row(w);
}

void
asking_print_csv(const struct asking *asking, struct buf *out)
{
    static const char *const heads[] = { "of", "side", "unit", "state", "why",
        "n", "n_of", "wanted" };
    struct csv_writer w = csv_write(out);
    for (int i = 0; i < 8; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    csv_row(&w, "whole", TEXT(""), TEXT(""),
        asking_result_word(result_of(asking)), &asking->is.why);
    for (int32_t s = 0; s < asking->what.n_sides; s++)
        csv_row(&w, "side", asking->side_names[s], TEXT(""),
            asking_side_word(asking->is.sides[s]), &asking->is.side_why[s]);
    for (int32_t i = 0; i < asking->what.n_units; i++)
        csv_row(&w, "unit", asking->side_names[asking->what.units[i].side],
            asking->unit_names[i], asking_unit_word(asking->is.units[i]),
            &asking->is.unit_why[i]);
}

void
asking_print_text(const struct asking *asking, struct buf *out)
{
    asking_say_whole(asking, out);
    buf_byte(out, '\n');
    if (asking->has_steps)
        buf_print(out, "version %d, round %d, %s\n", asking->life.version,
            asking->life.round,
            asking->life.is_ended ? "ended" : "as if it closed now");
    for (int32_t s = 0; s < asking->what.n_sides; s++) {
        buf_byte(out, '\n');
        asking_say_side(asking, s, out);
        buf_byte(out, '\n');
        for (int32_t i = 0; i < asking->what.n_units; i++) {
            if (asking->what.units[i].side != s)
                continue;
            buf_add(out, TEXT("  "));
            asking_say_unit(asking, i, out);
            buf_byte(out, '\n');
        }
    }
    for (ptrdiff_t i = 0; i < asking->n_steps; i++)
        if (asking->steps[i].refusal != CP_REFUSED_NOT)
            buf_print(out, "\nstep %td was refused: %s\n", i + 1,
                asking_say_refusal(asking->steps[i].refusal));
}
