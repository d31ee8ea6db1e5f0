/* What the coordinator sees to. */
#include "network/network_pages.h"
#include "network/network_routes.h"

#include "network/admin.html.h"

enum { AUDITS_MAX = 15 };

enum err
admin_show(struct request *rq, struct answer *an)
{
    struct admin_page p = { .rq = rq };
    enum err e = audit_newest(rq->db, rq->arena,
        (struct audit_newest_in){
            .before_id = INT64_MAX, .n_rows = AUDITS_MAX },
        &p.audits, &p.n_audits);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    network_admin(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Coordination")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}
