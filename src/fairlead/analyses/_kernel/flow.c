#include "kernel.h"

#include <stdlib.h>

/* What a node has of a person and gives on when it ends. */
typedef struct {
    int64_t finish;
    int64_t units;
    int32_t node; /* -1: there from the beginning */
} holder;

/* Units go from node to node (Artigues, Michelon and Reusser 2003; chaining in Policella and others
 * 2007): each takes what has been free for longest, so that it binds nobody without need. What a
 * node had to wait for it takes all the same, since without it there was not enough. */
int64_t fl_flow(int64_t uses, const int32_t *person, const int32_t *node, const int64_t *units,
                const int64_t *start, const int64_t *finish, const int64_t *capacity,
                int32_t *before, int32_t *use)
{
    holder *held = malloc(((size_t)uses + 2) * sizeof *held);
    int64_t n = 0, found = 0;
    if (held == NULL)
        return -1;
    for (int64_t k = 0; k < uses; k++) {
        int64_t needed = units[k], at;
        if (k == 0 || person[k] != person[k - 1]) {
            held[0] = (holder){FL_TOO_EARLY, capacity[person[k]], -1};
            n = 1;
        }
        /* holders stand by finish */
        at = 0;
        while (at < n && needed > 0 && held[at].finish <= start[k]) {
            const int64_t taken = held[at].units < needed ? held[at].units : needed;
            needed -= taken;
            held[at].units -= taken;
            if (held[at].node >= 0) {
                before[found] = held[at].node;
                use[found++] = (int32_t)k;
            }
            if (held[at].units > 0)
                break;
            at++;
        }
        n -= at; /* those before are left with nothing */
        for (int64_t j = 0; j < n; j++)
            held[j] = held[j + at];
        for (at = n; at > 0 && held[at - 1].finish > finish[k]; at--)
            held[at] = held[at - 1];
        held[at] = (holder){finish[k], units[k] - needed, node[k]};
        n++;
        if (held[at].units == 0) { /* nothing was left for it: more is asked for than there is */
            for (int64_t j = at; j + 1 < n; j++)
                held[j] = held[j + 1];
            n--;
        }
    }
    free(held);
    return found;
}
