/* What the programs have in common: checks that are counted, not fatal, so that no PE leaves its peers waiting. */

#ifndef CHECK_H
#define CHECK_H

#include <shmem.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int me, npes, left, right, wrong;

/* `shmem_init` of programs that do not test that. */
static inline void begin(void)
{
    shmem_init();
    me = shmem_my_pe();
    npes = shmem_n_pes();
    right = (me + 1) % npes;
    left = (me + npes - 1) % npes;
}

static inline void complain(const char *file, int line, const char *what)
{
    if (wrong++ < 20)
        fprintf(stderr, "PE %d of %d: %s:%d: %s\n", me, npes, file, line, what);
}

/* The condition holds, or the program fails in the end. */
#define CHECK(condition) ((condition) ? (void)0 : complain(__FILE__, __LINE__, #condition))

/* Two numbers are the same; says which they are. */
#define CHECK_EQ(got, wanted) check_eq(__FILE__, __LINE__, #got, (long long)(got), (long long)(wanted))

static inline void check_eq(const char *file, int line, const char *what, long long got, long long wanted)
{
    char text[300];
    if (got == wanted)
        return;
    snprintf(text, sizeof text, "%s is %lld, not %lld", what, got, wanted);
    complain(file, line, text);
}

/* The exit status, after `shmem_finalize`. */
static inline int end(void)
{
    shmem_finalize();
    return wrong != 0;
}

/* Symmetric memory, all zero on every PE. */
static inline void *zeros(size_t bytes)
{
    void *memory = shmem_malloc(bytes);
    CHECK(memory != NULL);
    memset(memory, 0, bytes);
    shmem_barrier_all();
    return memory;
}

#endif
