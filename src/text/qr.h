/* QR codes as SVG: an address that a phone reads off paper or a screen.
 *
 * People get wrong: the white around it (four modules) belongs to it; it is
 * in the picture. Black on white also in dark mode.
 *
 * Shape   one <svg>, square, with class "qr"; `label` for those who do not see
 * Memory  the view's arena; some 2 to 4 KB of SVG
 * Errors  false: too long for one (over some 2,000 bytes); nothing is printed
 * Source  ISO/IEC 18004 by libqrencode, error correction M
 */
#ifndef TEXT_QR_H
#define TEXT_QR_H

#include "text/view.h"

bool qr_svg(struct view *v, text content, text label);

#endif
