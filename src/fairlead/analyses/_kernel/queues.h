#ifndef FAIRLEAD_QUEUES_H
#define FAIRLEAD_QUEUES_H

#include "floorplan.h"

/* A node is queued for a person, or for a group; that a person will be free
 * becomes an event; who is free is offered to the first who waits after
 * a rank, by a look that is due now. */
void fl_enqueue(const fl_trial *trial, int64_t i, int32_t queue);
int fl_is_open(const fl_trial *trial, int32_t queue);
void fl_tell(struct fl_floorplan *floor, int32_t person);
void fl_offer(fl_trial *trial, int32_t person, int32_t after, int32_t freed_by);

#endif
