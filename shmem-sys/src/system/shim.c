/* What the header spells as macros or variables, as functions of fixed names. */
#include <shmem.h>

void *shmem_sys_ctx_default(void) { return (void *)SHMEM_CTX_DEFAULT; }

/* Made by the build script: why some libraries would not be linked stands in build/closure.rs. */
#include "references.h"
