#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

static enum err
error_of(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR: return ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS: return ERR_DENIED;
    case EEXIST: return ERR_CONFLICT;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM: return ERR_NO_ROOM;
    default: return ERR_IO;
    }
}

/* `what` names the thing tried: "cannot read %s: %s". */
static enum err
say(struct why *why, const char *what, const char *path)
{
    int number = errno;
    return err_say(why, error_of(number), "cannot %s %s: %s", what, path,
        strerror(number));
}

struct path {
    char s[4096];
};

static enum err
path_of(struct path *p, text t, struct why *why)
{
    if (t.len <= 0)
        return err_say(why, ERR_BAD_INPUT, "a path is empty");
    if (text_has_byte(t, '\0'))
        return err_say(why, ERR_BAD_INPUT, "a path holds a byte of value 0");
    if (t.len >= (ptrdiff_t)sizeof p->s)
        return err_say(why, ERR_BAD_INPUT, "a path is longer than 4,095 bytes");
    memcpy(p->s, t.ptr, (size_t)t.len);
    p->s[t.len] = '\0';
    return OK;
}

/* ---- Streaming -------------------------------------------------------------
 */

static enum err
open_to_read(int *fd, text path, bool must_be_plain, struct why *why)
{
    struct path p;
    struct stat st;
    *fd = -1;
    enum err e = path_of(&p, path, why);
    if (e != OK)
        return e;
    /* a pipe that nobody writes to would keep us in open() */
    int flags = must_be_plain ? O_NOFOLLOW | O_NONBLOCK : 0;
    int opened = open(p.s, O_RDONLY | O_CLOEXEC | flags);
    if (opened < 0 && must_be_plain && errno == ELOOP)
        return err_say(why, ERR_BAD_INPUT,
            "%s is a link: only plain files are read here", p.s);
    if (opened < 0)
        return say(why, "open", p.s);
    bool is_known = fstat(opened, &st) == 0;
    if (is_known && S_ISDIR(st.st_mode))
        e = err_say(why, ERR_IO, "cannot open %s: it is a folder", p.s);
    else if (must_be_plain && !(is_known && S_ISREG(st.st_mode)))
        e = err_say(why, ERR_BAD_INPUT, "%s is no plain file", p.s);
    if (e == OK)
        *fd = opened;
    else
        close(opened);
    return e;
}

enum err
file_open(int *fd, text path, struct why *why)
{
    return open_to_read(fd, path, false, why);
}

enum err
file_open_plain(int *fd, text path, struct why *why)
{
    return open_to_read(fd, path, true, why);
}

enum err
file_open_unnamed(int *fd, text folder, struct why *why)
{
    struct path p;
    *fd = -1;
    enum err e = path_of(&p, folder, why);
    if (e != OK)
        return e;
    *fd = open(p.s, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return *fd < 0 ? say(why, "make a file in", p.s) : OK;
}

enum err
file_get(int fd, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    ssize_t got;
    do {
        got = read(fd, to, (size_t)room);
    } while (got < 0 && errno == EINTR);
    *n = got < 0 ? 0 : got;
    return got < 0 ? error_of(errno) : OK;
}

enum err
file_get_at(int fd, char *to, ptrdiff_t room, int64_t offset, ptrdiff_t *n)
{
    ssize_t got;
    do {
        got = pread(fd, to, (size_t)room, offset);
    } while (got < 0 && errno == EINTR);
    *n = got < 0 ? 0 : got;
    return got < 0 ? error_of(errno) : OK;
}

enum err
file_put(int fd, text all)
{
    while (all.len > 0) {
        ssize_t put = write(fd, all.ptr, (size_t)all.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return error_of(errno);
        all.ptr += put;
        all.len -= put;
    }
    return OK;
}

enum err
file_put_at(int fd, text all, int64_t offset)
{
    while (all.len > 0) {
        ssize_t put = pwrite(fd, all.ptr, (size_t)all.len, offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return error_of(errno);
        all.ptr += put;
        all.len -= put;
        offset += put;
    }
    return OK;
}

enum err
file_cut(int fd)
{
    return ftruncate(fd, 0) == 0 ? OK : error_of(errno);
}

enum err
file_sync(int fd)
{
    return fsync(fd) == 0 ? OK : error_of(errno);
}

enum err
file_size(int fd, int64_t *size)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return error_of(errno);
    *size = st.st_size;
    return OK;
}

/* After a failed close the descriptor is gone all the same, on Linux. */
void
file_close(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* ---- Whole files -----------------------------------------------------------
 */

static enum err
read_all(int fd, struct arena *a, ptrdiff_t limit, text *all)
{
    int64_t size = 0;
    enum err e = file_size(fd, &size);
    if (e != OK)
        return e;
    if (size > limit)
        return ERR_NO_ROOM;
    /* a file in /proc says 0 and has more; another may grow while read */
    ptrdiff_t cap = (ptrdiff_t)size + 1;
    if (size == 0 && limit > 0)
        cap = limit < 65536 ? limit + 1 : 65536;
    char *to = arena_try_room(a, cap);
    ptrdiff_t len = 0, n = 0;
    while (to != NULL) {
        e = file_get(fd, to + len, cap - len, &n);
        len += n;
        if (e != OK || n == 0)
            break;
        if (len > limit)
            return ERR_NO_ROOM;
        if (len < cap)
            continue;
        char *more = arena_try_room(a, cap * 2);
        if (more != NULL)
            memcpy(more, to, (size_t)len);
        to = more;
        cap *= 2;
    }
    *all = (text){ to, len };
    return to == NULL ? ERR_NO_ROOM : e;
}

static enum err
read_whole(text path, bool must_be_plain, struct arena *a, ptrdiff_t limit,
    text *all, struct why *why)
{
    int fd;
    enum err e = open_to_read(&fd, path, must_be_plain, why);
    if (e != OK)
        return e;
    e = read_all(fd, a, limit, all);
    file_close(fd);
    if (e == ERR_NO_ROOM)
        return err_say(
            why, e, "%.*s is too large: over %td bytes", TEXT_ARG(path), limit);
    if (e != OK)
        return err_say(
            why, e, "cannot read %.*s: %s", TEXT_ARG(path), err_name(e));
    return OK;
}

enum err
file_read(
    text path, struct arena *a, ptrdiff_t limit, text *all, struct why *why)
{
    return read_whole(path, false, a, limit, all, why);
}

enum err
file_read_plain(
    text path, struct arena *a, ptrdiff_t limit, text *all, struct why *why)
{
    return read_whole(path, true, a, limit, all, why);
}

text
file_folder_of(text path)
{
    ptrdiff_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    if (at == 0)
        return TEXT(".");
    return at == 1 ? TEXT("/") : text_slice(path, 0, at - 1);
}

/* A device, a pipe, a terminal: a file renamed over it would take its place,
 * and of /dev/null for everybody. So too what stands for a descriptor of ours,
 * such as /dev/stdout, even where that leads to a plain file. */
static bool
is_written_through(const char *path)
{
    struct stat st;
    char leads_to[8] = { 0 };
    if (stat(path, &st) != 0)
        return false;
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return true;
    return readlink(path, leads_to, sizeof leads_to - 1) > 0 &&
        strncmp(leads_to, "/proc/", 6) == 0;
}

static enum err
open_through(struct file_new *f, struct why *why)
{
    f->fd = open(f->path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
    return f->fd < 0 ? say(why, "write to", f->path) : OK;
}

enum err
file_new_open(struct file_new *f, text path, struct why *why)
{
    f->fd = -1;
    struct path p;
    enum err e = path_of(&p, path, why);
    if (e != OK)
        return e;
    memcpy(f->path, p.s, sizeof f->path);
    f->temporary[0] = '\0';
    if (is_written_through(p.s))
        return open_through(f, why);
    text folder = file_folder_of(path);
    bool has_slash = text_has_byte(path, '/');
    text name = has_slash ? text_slice(path, folder.len + 1, path.len) : path;
    if (has_slash && folder.len == 1 && folder.ptr[0] == '/')
        name = text_slice(path, 1, path.len);
    int n = snprintf(f->temporary, sizeof f->temporary, "%.*s/.%.*s.XXXXXX.new",
        TEXT_ARG(folder), TEXT_ARG(name));
    if (n < 0 || n >= (int)sizeof f->temporary)
        return err_say(why, ERR_BAD_INPUT, "a path is longer than 4,095 bytes");
    f->fd = mkostemps(f->temporary, 4, O_CLOEXEC);
    return f->fd < 0 ? say(why, "write beside", f->path) : OK;
}

void
file_new_drop(struct file_new *f)
{
    if (f->fd < 0)
        return;
    close(f->fd);
    f->fd = -1;
    if (f->temporary[0] != '\0')
        unlink(f->temporary);
}

static int
sync_folder_of(const char *path)
{
    struct path p;
    text folder = file_folder_of(text_of(path));
    if (path_of(&p, folder, NULL) != OK)
        return -1;
    int fd = open(p.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int rc = fsync(fd);
    int number = errno;
    close(fd);
    errno = number;
    return rc;
}

enum err
file_new_keep(struct file_new *f, struct why *why)
{
    require(f->fd >= 0);
    if (f->temporary[0] == '\0') {
        bool is_closed = close(f->fd) == 0;
        f->fd = -1;
        return is_closed ? OK : say(why, "write", f->path);
    }
    bool is_written = fsync(f->fd) == 0;
    if (!is_written || rename(f->temporary, f->path) != 0) {
        enum err e = say(why, "write", f->path);
        file_new_drop(f);
        return e;
    }
    close(f->fd);
    f->fd = -1;
    if (sync_folder_of(f->path) != 0)
        return say(why, "sync the folder of", f->path);
    return OK;
}

enum err
file_write(text path, text all, struct why *why)
{
    struct file_new f;
    enum err e = file_new_open(&f, path, why);
    if (e != OK)
        return e;
    e = file_put(f.fd, all);
    if (e != OK) {
        file_new_drop(&f);
        return err_say(
            why, e, "cannot write %.*s: %s", TEXT_ARG(path), err_name(e));
    }
    return file_new_keep(&f, why);
}

/* ---- Names
 * ------------------------------------------------------------------- */

bool
file_is_there(text path)
{
    struct path p;
    return path_of(&p, path, NULL) == OK && access(p.s, F_OK) == 0;
}

bool
file_is_folder(text path)
{
    struct path p;
    struct stat st;
    return path_of(&p, path, NULL) == OK && stat(p.s, &st) == 0 &&
        S_ISDIR(st.st_mode);
}

bool
file_is_plain(text path)
{
    struct path p;
    struct stat st;
    return path_of(&p, path, NULL) == OK && stat(p.s, &st) == 0 &&
        S_ISREG(st.st_mode);
}

bool
file_is_link(text path)
{
    struct path p;
    struct stat st;
    return path_of(&p, path, NULL) == OK && lstat(p.s, &st) == 0 &&
        S_ISLNK(st.st_mode);
}

int
file_clear_away(text folder, text prefix, text suffix, int64_t idle_s)
{
    struct path p;
    struct stat st;
    int n = 0;
    DIR *dir = path_of(&p, folder, NULL) == OK ? opendir(p.s) : NULL;
    for (struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;) {
        text name = text_of(d->d_name);
        if (name.len < prefix.len + suffix.len ||
            !text_starts_with(name, prefix) || !text_ends_with(name, suffix) ||
            fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode) || time(NULL) - st.st_mtime < idle_s)
            continue;
        n += unlinkat(dirfd(dir), d->d_name, 0) == 0;
    }
    if (dir != NULL)
        closedir(dir);
    return n;
}

bool
file_is_same(text a, text b)
{
    struct path p, q;
    struct stat x, y;
    return path_of(&p, a, NULL) == OK && path_of(&q, b, NULL) == OK &&
        stat(p.s, &x) == 0 && stat(q.s, &y) == 0 && x.st_dev == y.st_dev &&
        x.st_ino == y.st_ino;
}

bool
file_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

enum err
file_room(text folder, int64_t *n_bytes)
{
    struct path p;
    struct why why = { 0 };
    struct statvfs v;
    enum err e = path_of(&p, folder, &why);
    if (e != OK)
        return e;
    if (statvfs(p.s, &v) != 0)
        return ERR_IO;
    *n_bytes = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
    return OK;
}

enum err
file_remove(text path, struct why *why)
{
    struct path p;
    enum err e = path_of(&p, path, why);
    if (e != OK)
        return e;
    return unlink(p.s) == 0 ? OK : say(why, "remove", p.s);
}

enum err
file_make_folder(text path, struct why *why)
{
    struct path p;
    enum err e = path_of(&p, path, why);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 1; i <= path.len; i++) {
        if (i < path.len && p.s[i] != '/')
            continue;
        char at = p.s[i];
        p.s[i] = '\0';
        bool is_made = mkdir(p.s, 0777) == 0 ||
            (errno == EEXIST && file_is_folder(text_of(p.s)));
        if (!is_made)
            return say(why, "make the folder", p.s);
        p.s[i] = at;
    }
    return OK;
}

/* ---- Folders
 * ----------------------------------------------------------------- */

static int
compare_entries(const void *a, const void *b)
{
    const struct file_entry *x = a, *y = b;
    return text_compare(x->name, y->name);
}

/* Room doubles in the arena; arena_try, as a jump would leave the folder
 * open. */
static bool
add_entry(struct arena *a, struct file_entry **at, ptrdiff_t *cap, ptrdiff_t n,
    struct file_entry entry)
{
    if (n == *cap) {
        ptrdiff_t more = *cap == 0 ? 32 : *cap * 2;
        struct file_entry *to = arena_try(
            a, sizeof *to, (ptrdiff_t) _Alignof(struct file_entry), more);
        if (to == NULL)
            return false;
        if (n > 0)
            memcpy(to, *at, (size_t)n * sizeof *to);
        *at = to;
        *cap = more;
    }
    char *name = arena_try(a, 1, 1, entry.name.len);
    if (name == NULL)
        return false;
    memcpy(name, entry.name.ptr, (size_t)entry.name.len);
    entry.name.ptr = name;
    (*at)[n] = entry;
    return true;
}

enum err
file_list(text folder, struct arena *a, ptrdiff_t limit,
    struct file_entry **entries, ptrdiff_t *n, struct why *why)
{
    struct path p;
    enum err e = path_of(&p, folder, why);
    if (e != OK)
        return e;
    DIR *dir = opendir(p.s);
    if (dir == NULL)
        return say(why, "read the folder", p.s);
    *entries = NULL;
    *n = 0;
    ptrdiff_t cap = 0;
    for (struct dirent *d; e == OK && (errno = 0, d = readdir(dir)) != NULL;) {
        struct stat st;
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(dir), d->d_name, &st, 0) != 0)
            continue; /* a link to nowhere, or gone meanwhile */
        struct file_entry entry = { text_of(d->d_name),
            S_ISREG(st.st_mode)       ? FILE_PLAIN
                : S_ISDIR(st.st_mode) ? FILE_FOLDER
                                      : FILE_OTHER,
            st.st_size };
        if (*n == limit || !add_entry(a, entries, &cap, *n, entry))
            e = err_say(why, ERR_NO_ROOM,
                "the folder %s holds more than %td files, or there is no "
                "memory for them",
                p.s, *n);
        else
            ++*n;
    }
    if (e == OK && errno != 0)
        e = say(why, "read the folder", p.s);
    closedir(dir);
    if (e == OK && *n > 1)
        qsort(*entries, (size_t)*n, sizeof **entries, compare_entries);
    return e;
}
