#include "text/qr.h"

#include <qrencode.h>
#include <string.h>

enum { WHITE = 4, WIDTH_MAX = 177, CONTENT_MAX = 2000 };

/* The modules, a byte each, or 0. What the library made is given back before
 * anything that may jump. */
static int
encode(const char *content, unsigned char *modules)
{
    QRcode *qr = QRcode_encodeString8bit(content, 0, QR_ECLEVEL_M);
    if (qr == NULL)
        return 0;
    int width = qr->width <= WIDTH_MAX ? qr->width : 0;
    for (int i = 0; i < width * width; i++)
        modules[i] = qr->data[i] & 1;
    QRcode_free(qr);
    return width;
}

bool
qr_svg(struct view *v, text content, text label)
{
    if (text_is_empty(content) || content.len > CONTENT_MAX)
        return false;
    const char *plain = arena_c_string(v->arena, content);
    unsigned char *modules =
        arena_new(v->arena, unsigned char, WIDTH_MAX *WIDTH_MAX);
    int width = encode(plain, modules), size = width + 2 * WHITE;
    if (width == 0)
        return false;
    buf_print(&v->out,
        "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 %d %d\" "
        "shape-rendering=\"crispEdges\"><title>",
        size, size);
    out_text(v, label);
    buf_print(&v->out,
        "</title><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"", size,
        size);
    for (int y = 0; y < width; y++)
        for (int x = 0; x < width; x++) {
            int n = 0;
            while (x + n < width && modules[y * width + x + n])
                n++;
            if (n == 0)
                continue;
            buf_print(&v->out, "M%d %dh%dv1h-%dz", x + WHITE, y + WHITE, n, n);
            x += n;
        }
    buf_add(&v->out, TEXT("\"/></svg>\n"));
    return true;
}
