/* This process: signals, the service manager, cores, memory, limits. */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include "base/text.h"

/* ---- Signals ---------------------------------------------------------------
 * Asked for, not delivered: no handler runs. Open before the first thread,
 * so that every thread holds them back. Writing to a closed connection is
 * from then on an error and no signal. */
enum signal_kind {
    SIGNAL_NONE,
    SIGNAL_STOP,   /* SIGTERM, SIGINT */
    SIGNAL_RELOAD, /* SIGHUP */
};
struct signals {
    int fd; /* readable when one came: for poll() */
};
enum err signals_open(struct signals *s, struct why *why);
void signals_close(struct signals *s);
/* The same for a command that is done with what must not be torn: signals are
 * what they were, and one that came meanwhile is heard now. */
void signals_let_go(struct signals *s);
/* Ends as Ctrl-C ends a program, so that a script which calls it stops too. */
_Noreturn void signals_end_process(void);
/* Waits at most `wait_ms` (-1: for ever). */
enum signal_kind signals_wait(struct signals *s, int wait_ms);
/* Waits until there is something to read from `fd`, or a signal. */
enum signal_kind signals_or_bytes(struct signals *s, int fd);

/* ---- The service manager ---------------------------------------------------
 * One datagram to $NOTIFY_SOCKET; nothing happens where there is none. */
void service_is_ready(void);
void service_is_stopping(void);
void service_says(const char *status); /* shown by systemctl status */
void service_is_alive(void);           /* for WatchdogSec */
/* Half of the watchdog's time, 0 when there is none. */
int64_t service_alive_every_ms(void);

/* ---- What there is
 * ----------------------------------------------------------- */

enum { CORES_MAX = 1024 };
/* The cores that this process may run on; at least 1. */
int core_count(void);
int core_ids(int *ids, int max); /* returns how many were written */

int64_t memory_bytes(void); /* of the machine; 1 GB when it does not tell */
int64_t resident_bytes(void); /* 0 when /proc does not tell */
/* Give the system what was freed and is kept for the next who allocates.
 * Cost  a lock of each of the allocator's regions, for a walk over what is free
 *       there; and the next who needs it gets it from the system again */
void memory_give_back(void);
/* What is read out of the files of the program and its libraries, to start and
 * seldom later, need not stay: it is found in the file when it is wanted. A
 * debugger's marks in the code go with it.
 * Cost  a fault for each 64 KB that is wanted again, a microsecond or two */
void memory_forget_program(void);
int64_t cpu_ns(void); /* of all threads of this process */
int open_file_count(void);    /* descriptors; -1 when /proc does not tell */

/* As many open files as allowed, `want` at most; *has is what it became. */
enum err raise_open_files(int64_t want, int64_t *has, struct why *why);

#endif
