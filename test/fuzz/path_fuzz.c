/* A target as it stands in a request's first line. What is taken must be a
 * clean path, which written again and read again is the same one. */
#include "web/address.h"
#include "web/route.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum err
nothing(struct request *rq, struct answer *an)
{
    (void)rq, (void)an;
    return OK;
}

static const struct route routes[] = { ROUTE(
                                           GET, "/", nothing, ANYONE, "front"),
    ROUTE(GET, "/place/:key", nothing, ANYONE, "place"),
    ROUTE(GET, "/place/:key.csv", nothing, ANYONE, "place as CSV"),
    ROUTE(POST, "/:a/:b/:c/:d", nothing, ANYONE, "four"), ROUTES_END };
static const struct route *const tables[] = { routes, NULL };

static void
check_path(text path)
{
    require(path.len > 0 && path.ptr[0] == '/');
    require(text_is_utf8(path));
    require(text_find(path, TEXT("//")) < 0);
    require(text_find(path, TEXT("/../")) < 0);
    require(!text_ends_with(path, TEXT("/..")));
    require(!text_has_byte(path, '\\'));
    require(path.len == 1 || path.ptr[path.len - 1] != '/');
}

static void
check_again(struct arena *a, const struct address *first)
{
    text code = first->lang == NULL ? TEXT("") : lang_code(first->lang);
    text target = arena_join(a, 3,
        (text[]){ first->lang == NULL ? TEXT("") : TEXT("/"), code,
            percent_encode(a, first->path, true) });
    struct address again;
    require(address_read(a, target, &again) == OK);
    require(again.lang == first->lang || first->lang == NULL);
    if (first->lang != NULL)
        require(text_is_equal(again.path, first->path));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    struct address address;
    arena_open(&a, 16 << 20);
    text target = { (const char *)bytes, (ptrdiff_t)size };
    if (address_read(&a, target, &address) == OK) {
        check_path(address.path);
        check_again(&a, &address);
        for (int m = WEB_GET; m <= WEB_POST; m++) {
            struct route_match found =
                route_find(tables, (enum web_method)m, address.path);
            for (int i = 0; found.route != NULL && i < 4; i++)
                require(!text_has_byte(found.params[i], '/'));
        }
        text rest = address.query, name, value, plain;
        while (pair_next(&rest, &name, &value)) {
            (void)percent_decode(&a, name, true, &plain);
            (void)percent_decode(&a, value, true, &plain);
        }
    }
    arena_close(&a);
    return 0;
}
