//! What `mpi.h` says by macros: the rows of `shim/shim.c`, under the standard's names.

#![allow(non_snake_case, reason = "the standard's names")]

use std::ffi::{c_int, c_void};

use mpi_sys::{
    MPI_Comm, MPI_Datatype, MPI_Errhandler, MPI_File, MPI_Group, MPI_Info, MPI_Message, MPI_Op,
    MPI_Request, MPI_Status, MPI_Type_copy_attr_function, MPI_Type_delete_attr_function, MPI_Win,
};

macro_rules! constants {
    ($($ty:ty { $($name:ident)* })*) => {$($(
        #[inline]
        pub(crate) fn $name() -> $ty {
            unsafe extern "C" {
                #[link_name = concat!("mpi_shim_", stringify!($name))]
                static VALUE: $ty;
            }
            // SAFETY: the shim defines it as a constant of this type.
            unsafe { VALUE }
        }
    )*)*};
}

constants! {
    MPI_Comm { MPI_COMM_WORLD MPI_COMM_SELF MPI_COMM_NULL }
    MPI_Group { MPI_GROUP_EMPTY MPI_GROUP_NULL }
    MPI_Info { MPI_INFO_NULL }
    MPI_File { MPI_FILE_NULL }
    MPI_Message { MPI_MESSAGE_NULL }
    MPI_Request { MPI_REQUEST_NULL }
    MPI_Errhandler { MPI_ERRHANDLER_NULL MPI_ERRORS_ARE_FATAL MPI_ERRORS_RETURN }
    MPI_Win { MPI_WIN_NULL }
    MPI_Datatype {
        MPI_DATATYPE_NULL MPI_BYTE MPI_PACKED
        MPI_INT8_T MPI_INT16_T MPI_INT32_T MPI_INT64_T
        MPI_UINT8_T MPI_UINT16_T MPI_UINT32_T MPI_UINT64_T
        MPI_FLOAT MPI_DOUBLE MPI_C_FLOAT_COMPLEX MPI_C_DOUBLE_COMPLEX
    }
    MPI_Op {
        MPI_OP_NULL
        MPI_MAX MPI_MIN MPI_SUM MPI_PROD MPI_LAND MPI_BAND MPI_LOR MPI_BOR MPI_LXOR MPI_BXOR
        MPI_REPLACE MPI_NO_OP
    }
    *mut c_void { MPI_IN_PLACE MPI_BOTTOM }
    *mut MPI_Status { MPI_STATUS_IGNORE }
    MPI_Type_copy_attr_function { MPI_TYPE_NULL_COPY_FN }
    MPI_Type_delete_attr_function { MPI_TYPE_NULL_DELETE_FN }
    c_int {
        MPI_THREAD_SINGLE MPI_THREAD_FUNNELED MPI_THREAD_SERIALIZED MPI_THREAD_MULTIPLE
        MPI_COMBINER_NAMED MPI_COMBINER_DUP MPI_COMBINER_CONTIGUOUS MPI_COMBINER_VECTOR MPI_COMBINER_HVECTOR
        MPI_COMBINER_INDEXED MPI_COMBINER_HINDEXED MPI_COMBINER_INDEXED_BLOCK MPI_COMBINER_HINDEXED_BLOCK
        MPI_COMBINER_STRUCT MPI_COMBINER_RESIZED MPI_IDENT MPI_CONGRUENT MPI_SIMILAR MPI_COMM_TYPE_SHARED
        MPI_TAG_UB MPI_UNDEFINED MPI_ANY_SOURCE MPI_ANY_TAG MPI_PROC_NULL MPI_ROOT MPI_BSEND_OVERHEAD
        MPI_LOCK_EXCLUSIVE MPI_LOCK_SHARED MPI_MODE_NOCHECK MPI_MODE_NOPRECEDE MPI_MODE_NOSUCCEED
        MPI_WIN_MODEL MPI_WIN_UNIFIED MPI_UNIVERSE_SIZE MPI_APPNUM
    }
}

#[cfg(mpi_standard = "4")]
constants! {
    mpi_sys::MPI_Session { MPI_SESSION_NULL }
}
