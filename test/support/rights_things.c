/* Rows with the codes "here" and "else". A kind that has no sheet, or that is
 * made by hand, has its statements in `made`, with the key 1001 for the one
 * here and 1002 for the other.
 */
#include "support/rights_things.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static const struct file {
    const char *name, *content;
} files[] = {
    { "place.csv", "code,name,kind\nhere,Here,county\nelse,Else,county\n" },
    { "organisation.csv",
        "code,name,kind,place\nhere,Here,hospital,here\n"
        "else,Else,hospital,else\n" },
    { "person.csv", "code,name\nhere,Here\nelse,Else\n" },
    { "affiliation.csv",
        "code,person,organisation\nhere,here,here\nelse,else,else\n" },
    { "programme.csv", "code,name,funder\nhere,Here,here\nelse,Else,else\n" },
    { "partnership.csv",
        "code,name,kind,status\nhere,Here,exchange,active\n"
        "else,Else,exchange,active\n" },
    { "side.csv",
        "code,partnership,position,name,place\nhere,here,1,Here,here\n"
        "beside,here,2,Beside,else\nelse,else,1,Else,else\n"
        "opposite,else,2,Opposite,here\n" },
    { "side_organisation.csv",
        "code,side,organisation,role\nhere,here,here,lead\n"
        "else,else,else,lead\n" },
    { "project.csv",
        "code,partnership,name,status\nhere,here,Here,active\n"
        "else,else,Else,active\n" },
    { "listing.csv",
        "code,organisation,needs,offers,languages,seen,may_write\n"
        "here,here,water,births,en,public,yes\n"
        "else,else,births,water,en,network,yes\n" },
    { "partner_round.csv",
        "code,name,one_side,other_side\nhere,Here,A,B\nelse,Else,A,B\n" },
    { "need.csv",
        "code,partnership,name,skills\nhere,here,Here,water\n"
        "else,else,Else,water\n" },
    { "page.csv", "code,seen,is_in_foot\nhere,public,no\nelse,public,no\n" },
    { "questionnaire.csv",
        "code,name,kind,language,answered_by\nhere,Here,other,en,person\n"
        "else,Else,other,en,person\n" },
    { "match_round.csv",
        "code,partnership,name\nhere,here,Here\nelse,else,"
        "Else\n" },
    { "match_person.csv",
        "code,round,person,side\nhere,here,here,here\n"
        "else,else,else,else\n" },
    { "match_call.csv",
        "code,partnership,name,status,is_public\n"
        "here,here,Here,published,no\nelse,else,Else,published,no\n" },
    { "match_proposal.csv",
        "code,call,name,status,lang\nhere,here,Here,sent,en\n"
        "else,else,Else,sent,en\n" },
    { "match_session.csv",
        "code,call,name,status\nhere,here,Here,proposed\n"
        "else,else,Else,proposed\n" },
    { "match_session_part.csv",
        "code,session,proposal\nhere,here,here\nelse,else,else\n" },
    { "match_lead.csv",
        "code,proposal,position,name\nhere,here,1,Here\n"
        "else,else,1,Else\n" },
    { "match_group_set.csv",
        "code,partnership,name,round,size_min,size_max\n"
        "here,here,Here,here,3,5\nelse,else,Else,else,3,5\n" },
    { "match_group.csv",
        "code,group_set,position,name\nhere,here,1,Here\n"
        "else,else,1,Else\n" },
    { "match_share.csv",
        "code,partnership,name,attribute,category,percent,source\n"
        "here,here,Here,sex,woman,51,census\n"
        "else,else,Else,sex,woman,51,census\n" },
    { "board_template.csv",
        "code,name,headings\nhere,Here,start; stop\n"
        "else,Else,help:has; problem:lacks\n" },
    { "board.csv",
        "code,side,series,name,is_shown\nhere,here,here,Here,yes\n"
        "else,else,else,Else,yes\n" },
    { "board_theme.csv", "code,board,name\nhere,here,Here\nelse,else,Else\n" },
    { "board_entry.csv",
        "code,board,heading,made_on\nhere,here,strength,2026-05-07\n"
        "else,else,weakness,2026-05-07\n" },
    { "pathway.csv",
        "code,side,series,name\nhere,here,here,Here\nelse,else,else,Else\n" },
    { "told.csv",
        "code,pathway,teller,uses,lang,sent_on\n"
        "here,here,self,words,en,2026-05-07\n"
        "else,else,other,words,en,2026-05-07\n" },
    { "assessment.csv",
        "code,side,questionnaire,series,name,year,is_shown\n"
        "here,here,here,here,Here,2026,yes\n"
        "else,else,else,else,Else,2026,yes\n" },
    { "assessment_point.csv",
        "code,assessment,question,name,made_on\n"
        "here,here,plan,Here,2026-05-07\nelse,else,plan,Else,2026-05-07\n" },
    { "theme.csv",
        "code,partnership,name,lang\nhere,here,Here,en\n"
        "else,else,Else,en\n" },
    { "fact_kind.csv",
        "code,name,topic,per,position,is_population\n"
        "here,Here,population,0,1,yes\nelse,Else,staff,1000,2,no\n" },
    { "fact.csv",
        "code,side,kind,year,value,source\nhere,here,here,2025,1,Census\n"
        "else,else,else,2025,1,Census\n" },
    { "about_question.csv",
        "code,partnership,topic,name,why,position\n"
        "here,here,age,Age,So,1\nelse,else,age,Age,So,1\n" },
    { "about_group.csv",
        "code,question,position,name\nhere,here,1,Old\n"
        "else,else,1,Old\n" },
    { "forum.csv",
        "code,partnership,name,zone,every,is_public\n"
        "here,here,Here,UTC,none,no\nelse,else,Else,UTC,none,no\n" },
    { "forum_seat.csv",
        "code,forum,position,name,n_seats\nhere,here,1,Here,2\n"
        "else,else,1,Else,2\n" },
    { "sitting.csv",
        "code,forum,held_on,status\nhere,here,2026-05-07,planned\n"
        "else,else,2026-05-07,planned\n" },
    { "sitting_item.csv",
        "code,sitting,position,name\nhere,here,1,Here\nelse,else,1,Else\n" },
    { "decision.csv",
        "code,partnership,name,decided_on,how,result,why_private,"
        "n_corrections\nhere,here,Here,2026-05-07,meeting,settled,Pay,0\n"
        "else,else,Else,2026-05-07,meeting,settled,Pay,0\n" },
    { "support_offer.csv",
        "code,partnership,what,name\nhere,here,food,Soup\n"
        "else,else,food,Soup\n" },
    { "barrier_step.csv",
        "code,partnership,barrier,name\nhere,here,time,Later\n"
        "else,else,time,Later\n" },
    { "heard_gap.csv",
        "code,partnership,name,doing\nhere,here,Old,Ask\n"
        "else,else,Old,Ask\n" },
};

static const struct made {
    const char *kind, *sql;
} made[] = {
    { "document",
        "INSERT INTO file (id, document_id, name, type, size, hash, "
        "uploaded_at, is_whole) VALUES (1003, 1001, 'a.txt', 'txt', 0, '', 0, "
        "1), (1004, 1002, 'b.txt', 'txt', 0, '', 0, 1);"
        "INSERT INTO document (id, code, name, name_sort, seen, within_kind, "
        "within_id, file_id, created_at) VALUES (1001, 'here', 'Here', 'h', "
        "'public', 'partnership', (SELECT id FROM partnership WHERE code = "
        "'here'), 1003, 0), (1002, 'else', 'Else', 'e', 'public', "
        "'partnership', (SELECT id FROM partnership WHERE code = 'else'), "
        "1004, 0)" },
    { "membership",
        "INSERT INTO membership (id, person_id, role, kind, thing_id, "
        "partnership_id, starts_on, made_at) SELECT CASE code WHEN 'here' "
        "THEN 1001 ELSE 1002 END, (SELECT id FROM person WHERE code = "
        "t.code), 'guest', 'partnership', t.id, t.id, '2026-01-01', 0 FROM "
        "partnership t" },
    { "match_pair",
        "INSERT INTO match_pair (id, round_id, a_id, b_id, status, origin, "
        "score, wished, points, fits, made_at) SELECT CASE code WHEN 'here' "
        "THEN 1001 ELSE 1002 END, id, 1, 2, 'proposed', 'solve', 0, 0, '', '', "
        "0 FROM match_round" },
    { "pathway_log",
        "INSERT INTO pathway_log (id, pathway_id, name, status, file_name, "
        "day_order, added_at, n_events, n_cases, n_refused) SELECT CASE code "
        "WHEN 'here' THEN 1001 ELSE 1002 END, id, 'Log', 'sent', 'a.csv', '', "
        "0, 0, 0, 0 FROM pathway" },
    { "proposal",
        "INSERT INTO proposal (id, partnership_id, name, level, body, fixed, "
        "status, version, round, added_at, code) SELECT CASE code WHEN 'here' "
        "THEN 3001 ELSE 3002 END, id, 'Text', 'empower', 'Words', '', 'draft', "
        "1, 1, 0, code FROM partnership" },
    { "paragraph",
        "INSERT INTO paragraph SELECT id, id, 1, 'Words', 1, 1 FROM "
        "proposal" },
    { "proposal_unit",
        "INSERT INTO proposal_unit (id, proposal_id, number, side_id, name, "
        "is_role, n_heard, code) SELECT p.id, p.id, 0, s.id, 'A', 0, 0, p.code "
        "FROM proposal p JOIN side s USING (partnership_id) WHERE s.position = "
        "1" },
    { "conversation",
        "INSERT INTO conversation (id, partnership_id, name, lang, opened_to, "
        "status, closes_on, seed, is_illustrative) SELECT CASE code WHEN "
        "'here' THEN 1001 ELSE "
        "1002 END, id, 'Why', 'en', 'sides', 'open', '2099-01-01', 1, 0 FROM "
        "partnership" },
    { "statement",
        "INSERT INTO statement (id, conversation_id, number, lang, words, "
        "status, made_on) SELECT id, id, 1, 'en', 'A', 'in', '2026-01-01' "
        "FROM conversation" },
    { "conversation_unit",
        "INSERT INTO conversation_unit (id, conversation_id, side_id, "
        "position, "
        "name, size) SELECT c.id, c.id, s.id, 1, 'A', NULL "
        "FROM conversation c JOIN side s USING (partnership_id) WHERE "
        "s.position = 1" },
    { "panel",
        "INSERT INTO panel (id, code, partnership_id, name, purpose, asked, "
        "lang, opened_to, status, size, has_households, closes_on, "
        "is_illustrative) "
        "SELECT CASE code WHEN 'here' THEN 1001 ELSE 1002 END, code, id, "
        "'Panel', "
        "'For', 'Asked', 'en', 'sides', 'open', 2, 0, '2099-01-01', 0 FROM "
        "partnership" },
    { "listening",
        "INSERT INTO listening SELECT CASE p.code WHEN 'here' THEN 1001 ELSE "
        "1002 END, p.id, s.id, 'Here', '2026-01-01' FROM partnership p JOIN "
        "side s ON s.partnership_id = p.id WHERE s.position = 1" },
    { "voice",
        "INSERT INTO voice (id, code, partnership_id, side_id, lang, words, "
        "way, said_on, status, shown_to, shown, is_child, is_flagged, "
        "is_illustrative) SELECT CASE p.code WHEN 'here' THEN 1001 ELSE 1002 "
        "END, p.code, p.id, s.id, 'en', 'Words', 'self', '2026-01-01', "
        "'read', 'sides', 2, 0, 0, 0 FROM partnership p JOIN side s ON "
        "s.partnership_id = p.id WHERE s.position = 1" },
    { NULL, NULL },
};

static const char *
sql_of(const char *kind)
{
    for (int i = 0; made[i].kind != NULL; i++)
        if (strcmp(made[i].kind, kind) == 0)
            return made[i].sql;
    return NULL;
}

struct thing
rights_thing(struct house *h, const char *kind, bool is_here)
{
    struct thing t;
    int64_t id = strcmp(kind, "network") == 0 ? 1 /* there is one */
        : sql_of(kind) != NULL                ? 1001 + !is_here
                               : house_key(h, kind, is_here ? "here" : "else");
    /* a draft that is thrown away takes along what is of its key: proposals
     * have keys of their own here, as everything has in a house */
    if (strcmp(kind, "proposal") == 0 || strcmp(kind, "paragraph") == 0 ||
        strcmp(kind, "proposal_unit") == 0)
        id += 2000;
    if (thing_load(h->d->db, h->d->arena, text_of(kind), id, &t) != OK)
        fail_msg(
            "no %s is there: say in rights_things.c how one is made", kind);
    return t;
}

void
rights_make_things(struct house *h)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        house_import(h, files[i].name, files[i].content);
    for (int i = 0; made[i].kind != NULL; i++)
        support_exec(h->s, h->d->url, made[i].sql);
}
