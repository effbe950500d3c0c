#include "kernel.h"

#include <stdlib.h>

/* Kahn (1962), first in, first out, so that nodes come level by level and by index within. */
int64_t fl_order(int64_t n, int64_t m, const int32_t *pred, const int32_t *succ,
                 const int32_t *type, const int64_t *lag, const int32_t *lag_clock, int32_t *order,
                 int32_t *place, int64_t *in_ptr, fl_edge *in, int64_t *out_ptr, fl_edge *out)
{
    int64_t *first = calloc((size_t)n + 1, sizeof *first); /* links by predecessor, in their order */
    int32_t *by_pred = malloc(((size_t)m + 1) * sizeof *by_pred);
    int32_t *waiting = calloc((size_t)n + 1, sizeof *waiting);
    int64_t head = 0, tail = 0;
    if (first == NULL || by_pred == NULL || waiting == NULL) {
        free(first);
        free(by_pred);
        free(waiting);
        return -1;
    }
    for (int64_t k = 0; k < m; k++) {
        first[pred[k] + 1]++;
        waiting[succ[k]]++;
    }
    for (int64_t i = 0; i < n; i++)
        first[i + 1] += first[i];
    for (int64_t k = 0; k < m; k++)
        by_pred[first[pred[k]]++] = (int32_t)k; /* first[i] now ends where i's links end */
    for (int64_t i = 0; i < n; i++)
        if (waiting[i] == 0)
            order[tail++] = (int32_t)i;
    while (head < tail) {
        int32_t node = order[head++];
        int64_t from = node == 0 ? 0 : first[node - 1];
        for (int64_t e = from; e < first[node]; e++) {
            int32_t next = succ[by_pred[e]];
            if (--waiting[next] == 0)
                order[tail++] = next;
        }
    }
    if (tail == n) {
        int64_t at = 0;
        for (int64_t p = 0; p < n; p++)
            place[order[p]] = (int32_t)p;
        for (int64_t i = 0; i <= n; i++)
            in_ptr[i] = 0;
        for (int64_t k = 0; k < m; k++)
            in_ptr[place[succ[k]] + 1]++;
        for (int64_t i = 0; i < n; i++)
            in_ptr[i + 1] += in_ptr[i];
        for (int64_t p = 0; p < n; p++) {
            int32_t node = order[p];
            out_ptr[p] = at;
            for (int64_t e = node == 0 ? 0 : first[node - 1]; e < first[node]; e++) {
                int32_t k = by_pred[e];
                fl_edge edge = {place[succ[k]], k, lag[k], lag_clock[k], type[k]};
                out[at++] = edge;
                edge.other = (int32_t)p;
                /* in_ptr[i] runs ahead while i's edges are laid, and is put back below */
                in[in_ptr[place[succ[k]]]++] = edge;
            }
        }
        out_ptr[n] = at;
        for (int64_t i = n; i > 0; i--)
            in_ptr[i] = in_ptr[i - 1];
        in_ptr[0] = 0;
    }
    free(first);
    free(by_pred);
    free(waiting);
    return tail;
}
