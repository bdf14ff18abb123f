/* Every routine, under the name that SHMEM_H_NAME makes of the standard's. Included by shmem.h and pshmem.h. */

#ifdef __cplusplus
extern "C" {
#endif

#include "routines.h"
#include "typed.h"
#include "deprecated.h"

#ifdef __cplusplus
}
#endif
