/* The choices of this room's sheets and the words that pages say for them. */
#ifndef NETWORK_NETWORK_WORDS_H
#define NETWORK_NETWORK_WORDS_H

extern const char *const place_kinds[];
extern const char *const organisation_kinds[];
extern const char *const partnership_kinds[];
extern const char *const partnership_statuses[];
extern const char *const organisation_roles[];

#endif
