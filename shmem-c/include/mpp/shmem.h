/* The place of shmem.h before version 1.1 of the standard. */
#include "../shmem.h"
