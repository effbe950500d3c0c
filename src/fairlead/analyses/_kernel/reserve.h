#ifndef FAIRLEAD_RESERVE_H
#define FAIRLEAD_RESERVE_H

#include "floorplan.h"

/* Who is kept free. A node is coming up; it is looked at; until when a person is kept from
 * beginning a node now, FL_TOO_LATE if they are not. */
void fl_expect(fl_trial *trial, int64_t i, int64_t at);
void fl_expect_no_more(struct fl_floorplan *floor, int64_t i);
int64_t fl_kept_until(fl_trial *trial, int64_t i, const fl_candidate *as, int32_t person,
                      int32_t units);

#endif
