/* Whether all of a network goes by one calendar, and so plainly that trials run side by side. */
#include "clock.h"
#include "simulation.h"

static int fits(const fl_network *net, const fl_model *m, int64_t i, int32_t clock)
{
    const int kind = net->kind[i];
    int fit = net->settle[i] < 0 && net->delay[i] == 0 && !net->late_as_possible[i] &&
              net->part_ptr[i] == net->part_ptr[i + 1] && net->expected[i] == FL_TOO_LATE &&
              net->finish_from[i] == FL_TOO_EARLY && net->limit_start[i] == FL_TOO_LATE &&
              net->limit_finish[i] == FL_TOO_LATE && net->fixed_start[i] == FL_TOO_LATE &&
              net->fixed_finish[i] == FL_TOO_LATE;
    fit &= m->turns[i] == FL_AS_DRAWN || (m->turns[i] == FL_GIVEN && m->table[i] < 0);
    if (kind == FL_WORK)
        fit &= net->clock[i] == clock && (m->turns[i] != FL_GIVEN || net->work[i] > 0);
    else if (kind == FL_END || kind == FL_POINT)
        fit &= net->work[i] == 0 && (m->effect_ptr[i] == m->effect_ptr[i + 1] ||
                                     net->clock[i] == clock) &&
               (net->start_from[i] <= net->status ||
                fl_next_work(&net->clocks[clock], net->start_from[i]) == net->start_from[i]);
    else
        return 0;
    for (int64_t e = net->in_ptr[i]; fit && e < net->in_ptr[i + 1]; e++)
        fit = net->in[e].type <= FL_SS && (net->in[e].lag == 0 || net->in[e].clock == clock);
    return fit;
}

int32_t fl_one_clock(const fl_network *net, const fl_model *m)
{
    int32_t clock = -1;
    for (int64_t i = 0; i < net->n && clock < 0; i++)
        if (net->kind[i] == FL_WORK)
            clock = net->clock[i];
    if (clock <= 0 || net->clocks[clock].rates != NULL || net->clocks[clock].n == 0 ||
        net->clocks[clock].done[net->clocks[clock].n] > INT32_MAX / 8)
        return -1;
    for (int64_t i = 0; i < net->n; i++)
        if (!fits(net, m, i, clock))
            return -1;
    return clock;
}
