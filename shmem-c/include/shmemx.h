/* Extensions to the standard. There are none. */
#ifndef SHMEMX_H
#define SHMEMX_H

#include "shmem.h"

#endif
