/*
 * What mpi.h says by macros that only a C compiler understands, as objects.
 *
 * Each is named mpi_shim_ and the name of the standard. src/sys/constants.rs declares the same rows.
 */
#include <mpi.h>

/* What is a constant expression on every library. */
#define CONSTANT(type, name) \
    extern const type mpi_shim_##name; \
    const type mpi_shim_##name = name;

CONSTANT(MPI_Comm, MPI_COMM_WORLD)
CONSTANT(MPI_Comm, MPI_COMM_SELF)
CONSTANT(MPI_Comm, MPI_COMM_NULL)
CONSTANT(MPI_Group, MPI_GROUP_EMPTY)
CONSTANT(MPI_Group, MPI_GROUP_NULL)
CONSTANT(MPI_Info, MPI_INFO_NULL)
CONSTANT(MPI_Message, MPI_MESSAGE_NULL)
CONSTANT(MPI_Request, MPI_REQUEST_NULL)
CONSTANT(MPI_Errhandler, MPI_ERRORS_RETURN)

CONSTANT(MPI_Datatype, MPI_BYTE)
CONSTANT(MPI_Datatype, MPI_INT8_T)
CONSTANT(MPI_Datatype, MPI_INT16_T)
CONSTANT(MPI_Datatype, MPI_INT32_T)
CONSTANT(MPI_Datatype, MPI_INT64_T)
CONSTANT(MPI_Datatype, MPI_UINT8_T)
CONSTANT(MPI_Datatype, MPI_UINT16_T)
CONSTANT(MPI_Datatype, MPI_UINT32_T)
CONSTANT(MPI_Datatype, MPI_UINT64_T)
CONSTANT(MPI_Datatype, MPI_FLOAT)
CONSTANT(MPI_Datatype, MPI_DOUBLE)
CONSTANT(MPI_Datatype, MPI_C_FLOAT_COMPLEX)
CONSTANT(MPI_Datatype, MPI_C_DOUBLE_COMPLEX)

CONSTANT(MPI_Op, MPI_OP_NULL)
CONSTANT(MPI_Op, MPI_MAX)
CONSTANT(MPI_Op, MPI_MIN)
CONSTANT(MPI_Op, MPI_SUM)
CONSTANT(MPI_Op, MPI_PROD)
CONSTANT(MPI_Op, MPI_LAND)
CONSTANT(MPI_Op, MPI_BAND)
CONSTANT(MPI_Op, MPI_LOR)
CONSTANT(MPI_Op, MPI_BOR)
CONSTANT(MPI_Op, MPI_LXOR)
CONSTANT(MPI_Op, MPI_BXOR)

typedef void *Address;
typedef MPI_Status *Statuses;
typedef MPI_Type_delete_attr_function *DeleteTypeAttribute;
typedef MPI_Type_copy_attr_function *CopyTypeAttribute;
CONSTANT(Address, MPI_IN_PLACE)
CONSTANT(Address, MPI_BOTTOM)
CONSTANT(Statuses, MPI_STATUS_IGNORE)
CONSTANT(CopyTypeAttribute, MPI_TYPE_NULL_COPY_FN)
CONSTANT(DeleteTypeAttribute, MPI_TYPE_NULL_DELETE_FN)

/* Some headers have these as enumerators, which bindgen names otherwise. */
CONSTANT(int, MPI_THREAD_SINGLE)
CONSTANT(int, MPI_THREAD_FUNNELED)
CONSTANT(int, MPI_THREAD_SERIALIZED)
CONSTANT(int, MPI_THREAD_MULTIPLE)
CONSTANT(int, MPI_IDENT)
CONSTANT(int, MPI_CONGRUENT)
CONSTANT(int, MPI_SIMILAR)
CONSTANT(int, MPI_COMM_TYPE_SHARED)
CONSTANT(int, MPI_TAG_UB)
CONSTANT(int, MPI_UNDEFINED)
CONSTANT(int, MPI_ANY_SOURCE)
CONSTANT(int, MPI_ANY_TAG)
CONSTANT(int, MPI_PROC_NULL)
CONSTANT(int, MPI_BSEND_OVERHEAD)
