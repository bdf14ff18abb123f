/* A rod that cools: as many points on every PE, in order, and the ends of the rod in ice. */

#ifndef ROD_H
#define ROD_H

#include <stddef.h>

/* Points 1 to count of `rod` are this PE's; in front of them and behind them is room for a neighbour's. */

/* To be called by all PEs before the first exchange and after the last. */
void halo_begin(void);
void halo_end(void);

/* Gives both neighbours the points at this PE's edges, and takes theirs. All PEs call it. */
void halo_exchange(double *rod, size_t count);

/* A step of time. */
void relax(double *to, const double *from, size_t count);

#endif
