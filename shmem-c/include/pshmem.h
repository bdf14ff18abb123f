/* The profiling interface: every routine under its name with a p in front. A profiler defines the
 * names without it, and calls these. */
#ifndef PSHMEM_H
#define PSHMEM_H

#include "shmem.h"

#define SHMEM_H_NAME(name) p##name
#include "shmem/declarations.h"
#undef SHMEM_H_NAME

#endif
