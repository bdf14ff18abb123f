/* What earlier versions of the standard had and libraries still owe. Included by declarations.h, possibly
 * twice, after typed.h. */

/* Before version 1.2. */
int SHMEM_H_NAME(_my_pe)(void);
int SHMEM_H_NAME(_num_pes)(void);
void SHMEM_H_NAME(start_pes)(int npes);
void *SHMEM_H_NAME(shmalloc)(size_t size);
void *SHMEM_H_NAME(shmemalign)(size_t alignment, size_t size);
void *SHMEM_H_NAME(shrealloc)(void *ptr, size_t size);
void SHMEM_H_NAME(shfree)(void *ptr);

/* Before version 1.4. */
void SHMEM_H_NAME(shmem_wait_until)(long *ivar, int cmp, long cmp_value);
void SHMEM_H_NAME(shmem_wait)(long *ivar, long cmp_value);

#define SHMEM_H_WAIT_FAMILY(TYPENAME, TYPE)                                                       \
    void SHMEM_H_NAME(shmem##TYPENAME##_wait)(TYPE *ivar, TYPE cmp_value);
SHMEM_H_OLD_WAIT(SHMEM_H_ONCE, SHMEM_H_WAIT_FAMILY)
#undef SHMEM_H_WAIT_FAMILY

#define SHMEM_H_AMO_EXTENDED_FAMILY(TYPENAME, TYPE)                                               \
    TYPE SHMEM_H_NAME(shmem##TYPENAME##_fetch)(const TYPE *source, int pe);                       \
    void SHMEM_H_NAME(shmem##TYPENAME##_set)(TYPE *dest, TYPE value, int pe);                     \
    TYPE SHMEM_H_NAME(shmem##TYPENAME##_swap)(TYPE *dest, TYPE value, int pe);
SHMEM_H_OLD_AMO_EXTENDED(SHMEM_H_ONCE, SHMEM_H_AMO_EXTENDED_FAMILY)
#undef SHMEM_H_AMO_EXTENDED_FAMILY

#define SHMEM_H_AMO_STANDARD_FAMILY(TYPENAME, TYPE)                                               \
    TYPE SHMEM_H_NAME(shmem##TYPENAME##_cswap)(TYPE *dest, TYPE cond, TYPE value, int pe);        \
    TYPE SHMEM_H_NAME(shmem##TYPENAME##_finc)(TYPE *dest, int pe);                                \
    void SHMEM_H_NAME(shmem##TYPENAME##_inc)(TYPE *dest, int pe);                                 \
    TYPE SHMEM_H_NAME(shmem##TYPENAME##_fadd)(TYPE *dest, TYPE value, int pe);                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_add)(TYPE *dest, TYPE value, int pe);
SHMEM_H_OLD_AMO_STANDARD(SHMEM_H_ONCE, SHMEM_H_AMO_STANDARD_FAMILY)
#undef SHMEM_H_AMO_STANDARD_FAMILY

/* Before version 1.5: collectives of active sets, the PEs PE_start, PE_start + 2^logPE_stride, and so on. */
void SHMEM_H_NAME(shmem_barrier)(int PE_start, int logPE_stride, int PE_size, long *pSync);
void SHMEM_H_NAME(shmem_sync)(int PE_start, int logPE_stride, int PE_size, long *pSync);

#define SHMEM_H_SIZE_FAMILY(SIZE, VOID)                                                           \
    void SHMEM_H_NAME(shmem_broadcast##SIZE)(void *dest, const void *source, size_t nelems,       \
        int PE_root, int PE_start, int logPE_stride, int PE_size, long *pSync);                   \
    void SHMEM_H_NAME(shmem_collect##SIZE)(void *dest, const void *source, size_t nelems,         \
        int PE_start, int logPE_stride, int PE_size, long *pSync);                                \
    void SHMEM_H_NAME(shmem_fcollect##SIZE)(void *dest, const void *source, size_t nelems,        \
        int PE_start, int logPE_stride, int PE_size, long *pSync);                                \
    void SHMEM_H_NAME(shmem_alltoall##SIZE)(void *dest, const void *source, size_t nelems,        \
        int PE_start, int logPE_stride, int PE_size, long *pSync);                                \
    void SHMEM_H_NAME(shmem_alltoalls##SIZE)(void *dest, const void *source, ptrdiff_t dst,       \
        ptrdiff_t sst, size_t nelems, int PE_start, int logPE_stride, int PE_size, long *pSync);
SHMEM_H_SIZED_SETS(SHMEM_H_ONCE, SHMEM_H_SIZE_FAMILY)
#undef SHMEM_H_SIZE_FAMILY

#define SHMEM_H_BITWISE_FAMILY(TYPENAME, TYPE)                                                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_and_to_all)(TYPE *dest, const TYPE *source, int nreduce,  \
        int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_or_to_all)(TYPE *dest, const TYPE *source, int nreduce,   \
        int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_xor_to_all)(TYPE *dest, const TYPE *source, int nreduce,  \
        int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);
SHMEM_H_TO_ALL_BITWISE(SHMEM_H_ONCE, SHMEM_H_BITWISE_FAMILY)
#undef SHMEM_H_BITWISE_FAMILY

#define SHMEM_H_MINMAX_FAMILY(TYPENAME, TYPE)                                                     \
    void SHMEM_H_NAME(shmem##TYPENAME##_max_to_all)(TYPE *dest, const TYPE *source, int nreduce,  \
        int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_min_to_all)(TYPE *dest, const TYPE *source, int nreduce,  \
        int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);
SHMEM_H_TO_ALL_MINMAX(SHMEM_H_ONCE, SHMEM_H_MINMAX_FAMILY)
#undef SHMEM_H_MINMAX_FAMILY

#define SHMEM_H_SUMPROD_FAMILY(TYPENAME, TYPE)                                                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_sum_to_all)(TYPE *dest, const TYPE *source, int nreduce,  \
        int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);                    \
    void SHMEM_H_NAME(shmem##TYPENAME##_prod_to_all)(TYPE *dest, const TYPE *source,              \
        int nreduce, int PE_start, int logPE_stride, int PE_size, TYPE *pWrk, long *pSync);
SHMEM_H_TO_ALL_SUMPROD(SHMEM_H_ONCE, SHMEM_H_SUMPROD_FAMILY)
#undef SHMEM_H_SUMPROD_FAMILY

#undef SHMEM_H_ONCE
#undef SHMEM_H_TWICE
#undef SHMEM_H_CTX
#undef SHMEM_H_NO_CTX
