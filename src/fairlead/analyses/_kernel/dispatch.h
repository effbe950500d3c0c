#ifndef FAIRLEAD_DISPATCH_H
#define FAIRLEAD_DISPATCH_H

#include "floorplan.h"

/* The policy in one trial. An event of that code is lived through; a node is looked
 * at; what is known to the last link is worked off; what a link with a lag hands on. */
void fl_live_event(fl_trial *trial, int64_t code);
void fl_look(fl_trial *trial, int64_t i);
void fl_resolve_all(fl_trial *trial);
int64_t fl_handed_on(const fl_trial *trial, int64_t i, const fl_edge *edge);

/* All state is as a trial begins, and what waits for nothing is ready. */
void fl_begin_events(fl_trial *trial, const fl_lanes *lanes, int64_t lane);

#endif
