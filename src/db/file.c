/* Making the file of a database, which only this user may read. */
#include "db/db_in.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h> /* lint: os/ has no file that is made only if not there */
#include <string.h>
#include <unistd.h> /* lint: to close it */

enum err
db_file_prepare(const char *file, bool may_create, struct why *why)
{
    text path = text_of(file);
    if (file_is_folder(path))
        return err_say(why, ERR_BAD_INPUT, "%s is a folder", file);
    if (file_is_there(path))
        return OK;
    if (!may_create)
        return err_say(why, ERR_NOT_FOUND, "there is no database %s", file);
    /* SQLite would make it readable for all; its other files take the rights
     * of this one. One that exists is never opened here: to close it would
     * take SQLite's locks away (POSIX). */
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return OK; /* another process was first */
    if (fd < 0)
        return err_say(
            why, ERR_IO, "cannot make %s: %s", file, strerror(errno));
    close(fd);
    return OK;
}
