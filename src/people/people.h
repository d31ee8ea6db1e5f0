/* people/: who is known here. Other rooms see only this door. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "keep/door.h"

extern const struct door people_door;
extern const struct sheet person_sheet; /* persons, to be referred to */

#endif
