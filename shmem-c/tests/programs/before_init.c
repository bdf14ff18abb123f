/* A wait before shmem_init ends the process with a word about it, and not for ever. Status: 1 */
#include "check.h"

int main(void)
{
    static long word;
    shmem_long_wait_until(&word, SHMEM_CMP_NE, 0);
    return 2;
}
