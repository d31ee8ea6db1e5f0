/* Files that are part of the program: style sheet, icons, manifest.
 *
 * tools/assetc bakes the files of src/web/asset/ into this table.
 *
 * Memory  constants of the program
 * Units   lengths in bytes
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

struct asset {
    const char *name; /* "style.css"; NULL ends the table */
    const char *type; /* of its content, with the character set of a text */
    const char *etag; /* 16 hexadecimal digits of its SHA-256, in quotes */
    const unsigned char *bytes, *gzip, *brotli;
    long n_bytes, n_gzip, n_brotli; /* 0 where that form is not smaller */
};

extern const struct asset all_assets[];

#endif
