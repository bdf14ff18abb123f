/* Large arrays, initialised and not: nothing is made of pages that nobody touches; constants stay constants. */
#define _DEFAULT_SOURCE
#include "check.h"
#include <sys/stat.h>
#include <unistd.h>

enum { LENGTH = 100 << 20 };

static char zeros_at_first[LENGTH], touched[1 << 20];
char initialised[1 << 20] = {1, 2, 3};
static const char constants[1 << 20] = {4, 5, 6};

/* Bytes that the job's memory has pages for. */
static long long taken(void)
{
    for (int fd = 3; fd < 100; fd++) {
        char path[32], name[64] = "";
        struct stat file;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (readlink(path, name, sizeof name - 1) > 0 && strncmp(name, "/memfd:shmem", 12) == 0 &&
            fstat(fd, &file) == 0)
            return file.st_blocks * 512LL;
    }
    CHECK(!"the job's memory is found");
    return 0;
}

int main(void)
{
    memset(touched, 9, sizeof touched);
    begin();
    CHECK(taken() >= (long long)sizeof touched * npes);
    CHECK(taken() < (long long)LENGTH / 2 * npes);
    shmem_barrier_all();
    CHECK(touched[0] == 9 && touched[sizeof touched - 1] == 9);
    CHECK(initialised[1] == 2 && initialised[sizeof initialised - 1] == 0);
    CHECK(constants[2] == 6);
    CHECK_EQ(shmem_addr_accessible(constants, right), 0);
    CHECK_EQ(shmem_addr_accessible(&constants[sizeof constants - 1], me), 0);
    CHECK_EQ(shmem_addr_accessible(&initialised[sizeof initialised - 1], right), 1);
    CHECK_EQ(shmem_addr_accessible(&zeros_at_first[LENGTH - 1], right), 1);
    shmem_barrier_all();

    /* Across pages, and the ends of both. */
    char sent[10000];
    memset(sent, me + 1, sizeof sent);
    shmem_putmem(&zeros_at_first[LENGTH - sizeof sent], sent, sizeof sent, right);
    shmem_putmem(&initialised[sizeof initialised - 4097], sent, 4097, right);
    /* A constant may be sent, if it is not symmetric. */
    shmem_putmem(&zeros_at_first[5000], constants, sizeof constants, right);
    shmem_barrier_all();
    CHECK_EQ(zeros_at_first[LENGTH - 1], left + 1);
    CHECK_EQ(zeros_at_first[LENGTH - sizeof sent], left + 1);
    CHECK_EQ(zeros_at_first[LENGTH - sizeof sent - 1], 0);
    CHECK_EQ(initialised[sizeof initialised - 4097], left + 1);
    CHECK_EQ(initialised[sizeof initialised - 4098], 0);
    CHECK_EQ(zeros_at_first[5002], 6);
    char got[3];
    shmem_getmem(got, initialised, 3, right);
    CHECK(got[0] == 1 && got[2] == 3);
    return end();
}
