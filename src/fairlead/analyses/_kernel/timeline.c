#include "timeline.h"

#include <stdlib.h>
#include <string.h>

/* The last step that begins at or before `at`; -1 when the first begins later. */
static int64_t step_at(const fl_timeline *line, int64_t at)
{
    int64_t low = 0, high = line->n;
    while (low < high) {
        int64_t mid = low + (high - low) / 2;
        if (line->at[mid] <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low - 1;
}

static int widen(fl_timeline *line)
{
    int64_t room = line->room < 8 ? 16 : 2 * line->room;
    int64_t *at, *used;
    if (line->n + 2 <= line->room)
        return 0;
    at = realloc(line->at, (size_t)room * sizeof *at);
    if (at == NULL)
        return -1;
    line->at = at;
    used = realloc(line->used, (size_t)room * sizeof *used);
    if (used == NULL)
        return -1;
    line->used = used;
    line->room = room;
    return 0;
}

/* Make a step begin at `at`; returns its number. */
static int64_t split(fl_timeline *line, int64_t at)
{
    int64_t k = step_at(line, at);
    size_t rest;
    if (k >= 0 && line->at[k] == at)
        return k;
    rest = (size_t)(line->n - k - 1);
    memmove(line->at + k + 2, line->at + k + 1, rest * sizeof *line->at);
    memmove(line->used + k + 2, line->used + k + 1, rest * sizeof *line->used);
    line->at[k + 1] = at;
    line->used[k + 1] = k < 0 ? 0 : line->used[k];
    line->n++;
    return k + 1;
}

/* Drop a step that is no step: as much is used before it as in it. */
static void merge(fl_timeline *line, int64_t k)
{
    size_t rest;
    if (k >= line->n || line->used[k] != (k == 0 ? 0 : line->used[k - 1]))
        return;
    rest = (size_t)(line->n - k - 1);
    memmove(line->at + k, line->at + k + 1, rest * sizeof *line->at);
    memmove(line->used + k, line->used + k + 1, rest * sizeof *line->used);
    line->n--;
}

int fl_reserve(fl_timeline *line, int64_t from, int64_t until, int64_t units)
{
    int64_t first, last;
    if (until <= from || units == 0)
        return 0;
    if (widen(line) != 0)
        return -1;
    first = split(line, from);
    last = split(line, until);
    for (int64_t k = first; k < last; k++)
        line->used[k] += units;
    merge(line, last);
    merge(line, first);
    return 0;
}

int64_t fl_clash_end(const fl_timeline *line, int64_t from, int64_t until, int64_t units)
{
    const int64_t limit = line->capacity - units;
    int64_t k;
    if (line->n == 0 || from >= line->at[line->n - 1])
        return from;
    k = step_at(line, from);
    for (k = k < 0 ? 0 : k; k < line->n && line->at[k] < until; k++) {
        if (line->used[k] > limit) {
            while (k + 1 < line->n && line->used[k] > limit)
                k++;
            return line->at[k];
        }
    }
    return from;
}

int64_t fl_clash_start(const fl_timeline *line, int64_t from, int64_t until, int64_t units)
{
    const int64_t limit = line->capacity - units;
    if (line->n == 0 || until <= line->at[0])
        return until;
    for (int64_t k = step_at(line, until - 1); k >= 0; k--) {
        if (k + 1 < line->n && line->at[k + 1] <= from)
            break;
        if (line->used[k] > limit) {
            while (k > 0 && line->used[k - 1] > limit)
                k--;
            return line->at[k];
        }
    }
    return until;
}
