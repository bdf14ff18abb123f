/* What only C can do with a long double: pass it by value, and compute with it. */

#include <stddef.h>
#include <string.h>

/* The library's own routines; shmem.h has them. */
typedef const void *shmem_ctx_t;
void pshmem_longdouble_put(long double *dest, const long double *source, size_t nelems, int pe);
void pshmem_longdouble_get(long double *dest, const long double *source, size_t nelems, int pe);
void pshmem_ctx_longdouble_put(shmem_ctx_t ctx, long double *dest, const long double *source,
                               size_t nelems, int pe);
void pshmem_ctx_longdouble_get(shmem_ctx_t ctx, long double *dest, const long double *source,
                               size_t nelems, int pe);

void sma_longdouble_p(long double *dest, long double value, int pe)
{
    pshmem_longdouble_put(dest, &value, 1, pe);
}

long double sma_longdouble_g(const long double *source, int pe)
{
    long double value;
    pshmem_longdouble_get(&value, source, 1, pe);
    return value;
}

void sma_ctx_longdouble_p(shmem_ctx_t ctx, long double *dest, long double value, int pe)
{
    pshmem_ctx_longdouble_put(ctx, dest, &value, 1, pe);
}

long double sma_ctx_longdouble_g(shmem_ctx_t ctx, const long double *source, int pe)
{
    long double value;
    pshmem_ctx_longdouble_get(ctx, &value, source, 1, pe);
    return value;
}

/* Combines n elements at acc, from lower ranks, with those at with. Both may lie at any address. */
#define COMBINE(name, result)                                             \
    void sma_longdouble_##name(char *acc, const char *with, size_t n)     \
    {                                                                     \
        for (size_t i = 0; i < n; i++) {                                  \
            long double a, b;                                             \
            memcpy(&a, acc + i * sizeof a, sizeof a);                     \
            memcpy(&b, with + i * sizeof b, sizeof b);                    \
            a = (result);                                                 \
            memcpy(acc + i * sizeof a, &a, sizeof a);                     \
        }                                                                 \
    }

/* A NaN stays, and so does the first of equal values, as for the other floating types. */
COMBINE(sum, a + b)
COMBINE(prod, a * b)
COMBINE(min, a != a || a <= b ? a : b)
COMBINE(max, a != a || a >= b ? a : b)
