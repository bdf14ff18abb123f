/*
 * What mpi.h says by macros that only a C compiler understands, as objects and functions.
 *
 * Each is named mpi_shim_ and the name of the standard. src/sys/constants.rs declares the same rows of constants,
 * src/sys/raw.rs those of conversions; src/sys/handler.rs has what is told of errors.
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
CONSTANT(MPI_File, MPI_FILE_NULL)
CONSTANT(MPI_Message, MPI_MESSAGE_NULL)
CONSTANT(MPI_Request, MPI_REQUEST_NULL)
CONSTANT(MPI_Errhandler, MPI_ERRHANDLER_NULL)
CONSTANT(MPI_Errhandler, MPI_ERRORS_ARE_FATAL)
CONSTANT(MPI_Errhandler, MPI_ERRORS_RETURN)
CONSTANT(MPI_Win, MPI_WIN_NULL)
#if MPI_VERSION >= 4
CONSTANT(MPI_Session, MPI_SESSION_NULL)
#endif

CONSTANT(MPI_Datatype, MPI_DATATYPE_NULL)
CONSTANT(MPI_Datatype, MPI_BYTE)
CONSTANT(MPI_Datatype, MPI_PACKED)
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
CONSTANT(MPI_Op, MPI_REPLACE)
CONSTANT(MPI_Op, MPI_NO_OP)

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
CONSTANT(int, MPI_COMBINER_NAMED)
CONSTANT(int, MPI_COMBINER_DUP)
CONSTANT(int, MPI_COMBINER_CONTIGUOUS)
CONSTANT(int, MPI_COMBINER_VECTOR)
CONSTANT(int, MPI_COMBINER_HVECTOR)
CONSTANT(int, MPI_COMBINER_INDEXED)
CONSTANT(int, MPI_COMBINER_HINDEXED)
CONSTANT(int, MPI_COMBINER_INDEXED_BLOCK)
CONSTANT(int, MPI_COMBINER_HINDEXED_BLOCK)
CONSTANT(int, MPI_COMBINER_STRUCT)
CONSTANT(int, MPI_COMBINER_RESIZED)
CONSTANT(int, MPI_IDENT)
CONSTANT(int, MPI_CONGRUENT)
CONSTANT(int, MPI_SIMILAR)
CONSTANT(int, MPI_COMM_TYPE_SHARED)
CONSTANT(int, MPI_TAG_UB)
CONSTANT(int, MPI_UNDEFINED)
CONSTANT(int, MPI_ANY_SOURCE)
CONSTANT(int, MPI_ANY_TAG)
CONSTANT(int, MPI_PROC_NULL)
CONSTANT(int, MPI_ROOT)
CONSTANT(int, MPI_BSEND_OVERHEAD)
CONSTANT(int, MPI_LOCK_EXCLUSIVE)
CONSTANT(int, MPI_LOCK_SHARED)
CONSTANT(int, MPI_MODE_NOCHECK)
CONSTANT(int, MPI_MODE_NOPRECEDE)
CONSTANT(int, MPI_MODE_NOSUCCEED)
CONSTANT(int, MPI_WIN_MODEL)
CONSTANT(int, MPI_WIN_UNIFIED)
CONSTANT(int, MPI_UNIVERSE_SIZE)
CONSTANT(int, MPI_APPNUM)

/* Handles and the numbers that Fortran has for them. */
#define CONVERSIONS(type, name) \
    int mpi_shim_MPI_##name##_c2f(type handle) { return MPI_##name##_c2f(handle); } \
    type mpi_shim_MPI_##name##_f2c(int number) { return MPI_##name##_f2c(number); }

_Static_assert(sizeof(MPI_Fint) == sizeof(int), "an INTEGER of Fortran is an int");

CONVERSIONS(MPI_Comm, Comm)
CONVERSIONS(MPI_Group, Group)
CONVERSIONS(MPI_Datatype, Type)
CONVERSIONS(MPI_Info, Info)
CONVERSIONS(MPI_Win, Win)
CONVERSIONS(MPI_File, File)

/* Functions with arguments of any number, as only C can have them: what the library calls for an error. */
void mpi_shim_raised(int object, int number, int code);

static void communicator_raised(MPI_Comm *comm, int *code, ...) { mpi_shim_raised(0, MPI_Comm_c2f(*comm), *code); }
static void window_raised(MPI_Win *win, int *code, ...) { mpi_shim_raised(1, MPI_Win_c2f(*win), *code); }
static void file_raised(MPI_File *file, int *code, ...) { mpi_shim_raised(2, MPI_File_c2f(*file), *code); }

int mpi_shim_create_errhandler(int object, MPI_Errhandler *made) {
    switch (object) {
    case 0:
        return MPI_Comm_create_errhandler(communicator_raised, made);
    case 1:
        return MPI_Win_create_errhandler(window_raised, made);
    default:
        return MPI_File_create_errhandler(file_raised, made);
    }
}
