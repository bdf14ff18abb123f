/* OpenSHMEM 1.6, for C99, C11 and C++11 and later. Link with -lsma.
 *
 * shmem/types.h       types, constants, predefined handles
 * shmem/type_sets.h   the standard's tables of types
 * shmem/routines.h    setup, memory, teams, contexts, ordering, locks; what has no type in its name
 * shmem/typed.h       the families with a type in their names, TYPENAME and TYPE as in the standard
 * shmem/deprecated.h  names and active-set collectives of earlier versions
 * shmem/generic.h     the type-generic names of C11
 * shmem/generic.hpp   the same names, overloaded, in C++
 */
#ifndef SHMEM_H
#define SHMEM_H

#include "shmem/types.h"

/* How the declarations call a routine; pshmem.h declares all of them once more. */
#define SHMEM_H_NAME(name) name
#include "shmem/declarations.h"
#undef SHMEM_H_NAME

#if defined(__cplusplus)
#include "shmem/generic.hpp"
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#include "shmem/generic.h"
#endif

#endif
