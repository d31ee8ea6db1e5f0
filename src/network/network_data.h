/* What the door of this room says about one person's data. */
#ifndef NETWORK_NETWORK_DATA_H
#define NETWORK_NETWORK_DATA_H

#include "network/network.h"

enum err network_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
network_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err network_forget(struct db *writer, struct arena *a, int64_t now);

#endif
