/* Files and folders.
 *
 * A path is text without a NUL (a NUL is refused: ERR_BAD_INPUT). What is
 * opened here is not handed on to a child process.
 *
 * Errors  ERR_NOT_FOUND   no such file or folder
 *         ERR_DENIED      no right to it
 *         ERR_CONFLICT    it is there already
 *         ERR_NO_ROOM     over the limit, the disk is full, too many open
 *         ERR_IO          anything else; `why` has the path and the reason
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/arena.h"

/* The whole file, of at most `limit` bytes, into the arena. */
enum err file_read(
    text path, struct arena *a, ptrdiff_t limit, text *all, struct why *why);
enum err file_read_plain( /* see file_open_plain */
    text path, struct arena *a, ptrdiff_t limit, text *all, struct why *why);

/* Whole or not there: a temporary file beside it is written, synced and
 * renamed over it, and the folder is synced. Only this user may read it:
 * what we write holds people's data. What is there and is no plain file, a
 * pipe or a device, is written to and stays what it is; whoever reads it may
 * have had a part of it when that fails. */
enum err file_write(text path, text all, struct why *why);
/* The same in pieces: open, write to the fd, then keep or drop. A program
 * that is killed in between leaves `.NAME.XXXXXX.new` behind. */
struct file_new {
    int fd;
    char path[4096], temporary[4096];
};
enum err file_new_open(struct file_new *f, text path, struct why *why);
enum err file_new_keep(struct file_new *f, struct why *why);
void file_new_drop(struct file_new *f);

/* For streaming. Folders are refused. */
enum err file_open(int *fd, text path, struct why *why);
/* The same for what a stranger may have put into a folder: no link, which
 * would lead to a file of ours, no pipe, which would never end. */
enum err file_open_plain(int *fd, text path, struct why *why);
/* An unnamed file in `folder`, for reading and writing: gone when closed. */
enum err file_open_unnamed(int *fd, text folder, struct why *why);
/* *n is 0 at the end of the file. */
enum err file_get(int fd, char *to, ptrdiff_t room, ptrdiff_t *n);
enum err file_put(int fd, text all); /* all of it */
enum err
file_get_at(int fd, char *to, ptrdiff_t room, int64_t offset, ptrdiff_t *n);
enum err file_put_at(int fd, text all, int64_t offset);
enum err file_cut(int fd); /* to nothing */
enum err file_sync(int fd);
enum err file_size(int fd, int64_t *size);
void file_close(int fd);

bool file_is_there(text path); /* file or folder, as far as we may see */
bool file_is_folder(text path);
bool file_is_plain(text path); /* or a link to one; no pipe, no device */
bool file_is_link(text path);  /* itself, whatever it leads to */
/* By whatever names and links. */
bool file_is_same(text a, text b);
bool file_is_terminal(int fd);
/* What is left on the disk that `folder` is on, for us. */
enum err file_room(text folder, int64_t *n_bytes);
enum err file_remove(text path, struct why *why);
/* Remove the plain files in `folder` whose names begin and end so and which
 * nobody has written to for `idle_s`: what a program left that was killed.
 * Gives how many; what cannot be removed stays. */
int file_clear_away(text folder, text prefix, text suffix, int64_t idle_s);
/* The path of the folder that `path` is in: "." when it names none. */
text file_folder_of(text path);

enum file_kind { FILE_PLAIN, FILE_FOLDER, FILE_OTHER };
struct file_entry {
    text name;
    enum file_kind kind; /* of what a link points to */
    int64_t size;
};
/* Sorted by bytes of the name, without "." and ".."; `limit` entries at
 * most, else ERR_NO_ROOM. */
enum err file_list(text folder, struct arena *a, ptrdiff_t limit,
    struct file_entry **entries, ptrdiff_t *n, struct why *why);
/* The folder and those above it, as far as they are missing. */
enum err file_make_folder(text path, struct why *why);

#endif
