//! What is known to be wrong with libraries, and what is done about it.

use std::env;

/// Open MPI's `ob1`, up to 4.1 at least, copies a long message whole where the sender or the receiver reaches the
/// other's memory itself, however little room there is for it; what is beyond the room is overwritten, then
/// `MPI_ERR_TRUNCATE` is returned. `tests/bounds.rs` shows it. It does not where messages go in pieces, so its
/// transports are told to send only. Whoever sets one of these variables has the last word.
const OPEN_MPI: [(&str, &str); 4] = [
    ("OMPI_MCA_btl_vader_single_copy_mechanism", "none"),
    ("OMPI_MCA_btl_tcp_flags", "send,inplace,need-csum,need-ack,hetero-rdma"),
    ("OMPI_MCA_btl_openib_flags", "send,fetching-atomics,need-ack,need-csum,hetero-rdma"),
    ("OMPI_MCA_btl_self_flags", "send,inplace"),
];

/// MPICH 4.0 reads from `MPI_IN_PLACE` in `MPI_Reduce` where processes share memory and the root is not the first.
pub(super) const REDUCE_IN_PLACE: bool = cfg!(mpi_library = "mpich");

/// MPICH 4.0 puts the part of a process that is alone at the start in `MPI_Allgatherv`, wherever it should be.
pub(super) const ALL_GATHER_PARTS_ALONE: bool = cfg!(mpi_library = "mpich");

/// Open MPI 4.1 waits for ever in `MPI_Comm_disconnect` of one group whose processes are of several worlds.
pub(super) const DISCONNECT_OF_ONE_GROUP: bool = cfg!(mpi_library = "openmpi");

/// Tells the library what it has to be told before it starts.
pub(super) fn before_start() {
    if !cfg!(mpi_library = "openmpi") {
        return;
    }
    for (name, value) in OPEN_MPI {
        if env::var_os(name).is_none() {
            // SAFETY: starting MPI changes the environment in any case, since libraries do; Rust's own readers
            // and writers share a lock, and programs may not read it by other means meanwhile.
            unsafe { env::set_var(name, value) };
        }
    }
}
