#include "clock.h"

void fl_work_before_many(const fl_clock *clocks, const int32_t *which, const int64_t *at,
                         int64_t count, int64_t *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = fl_work_before(&clocks[which[i]], at[i]);
}

void fl_finish_of_many(const fl_clock *clocks, const int32_t *which, const int64_t *start,
                       const int64_t *work, int64_t count, int64_t *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = fl_finish_of(&clocks[which[i]], start[i], work[i]);
}

void fl_start_of_many(const fl_clock *clocks, const int32_t *which, const int64_t *finish,
                      const int64_t *work, int64_t count, int64_t *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = fl_start_of(&clocks[which[i]], finish[i], work[i]);
}
