/* What the header spells as macros or variables, as functions of fixed names. */
#include <shmem.h>

void *shmem_sys_ctx_default(void) { return (void *)SHMEM_CTX_DEFAULT; }
