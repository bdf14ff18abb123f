/* Start, end, and what can be asked about a job. */
#include "check.h"

int main(void)
{
    int initialized = 7, major = 0, minor = 0;
    char name[SHMEM_MAX_NAME_LEN];

    shmem_query_initialized(&initialized);
    CHECK_EQ(initialized, 0);
    begin();
    shmem_query_initialized(&initialized);
    CHECK_EQ(initialized, 1);

    CHECK(npes >= 1 && me >= 0 && me < npes);
    for (int pe = 0; pe < npes; pe++)
        CHECK_EQ(shmem_pe_accessible(pe), 1);
    CHECK_EQ(shmem_pe_accessible(npes), 0);
    CHECK_EQ(shmem_pe_accessible(-1), 0);

    shmem_info_get_version(&major, &minor);
    CHECK_EQ(major, SHMEM_MAJOR_VERSION);
    CHECK_EQ(minor, SHMEM_MINOR_VERSION);
    shmem_info_get_name(name);
    CHECK(strcmp(name, SHMEM_VENDOR_STRING) == 0);
    CHECK(strlen(SHMEM_VENDOR_STRING) < SHMEM_MAX_NAME_LEN);

    /* Every number is some PE's: each writes into all. */
    int *seen = zeros((size_t)npes * sizeof *seen);
    for (int pe = 0; pe < npes; pe++)
        shmem_int_p(&seen[me], me + 1, pe);
    shmem_barrier_all();
    for (int pe = 0; pe < npes; pe++)
        CHECK_EQ(seen[pe], pe + 1);
    shmem_free(seen);

    shmem_finalize();
    shmem_query_initialized(&initialized);
    CHECK_EQ(initialized, 0);
    return wrong != 0;
}
