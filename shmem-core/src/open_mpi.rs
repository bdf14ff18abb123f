//! What Open MPI has to be told before it starts, whoever starts it.

/// Variables by which its transports send only.
///
/// Its `ob1`, up to 4.1 at least, copies a long message whole where the sender or the receiver reaches the
/// other's memory itself, however little room there is for it; what is beyond the room is overwritten, then
/// `MPI_ERR_TRUNCATE` is returned. It does not where messages go in pieces. Whoever sets one of these variables
/// has the last word.
pub const SEND_ONLY: [(&str, &str); 4] = [
    ("OMPI_MCA_btl_vader_single_copy_mechanism", "none"),
    ("OMPI_MCA_btl_tcp_flags", "send,inplace,need-csum,need-ack,hetero-rdma"),
    ("OMPI_MCA_btl_openib_flags", "send,fetching-atomics,need-ack,need-csum,hetero-rdma"),
    ("OMPI_MCA_btl_self_flags", "send,inplace"),
];

/// The variable by which it reads and writes files by ROMIO, which MPICH has as well.
///
/// Its own component, OMPIO, up to 4.1 at least, ends the job by a signal where a file cannot be opened, and hangs where
/// three processes or more write together, or make a file shorter.
pub const FILES_BY_ROMIO: (&str, &str) = ("OMPI_MCA_io", "^ompio");

/// The variable by which it has windows of memory that is there already.
///
/// `osc/rdma` cannot make them where transports send only, and Debian turns `osc/ucx` off beside `osc/pt2pt`, which is the
/// one that cannot have threads, and not kept any more.
pub const WINDOWS: (&str, &str) = ("OMPI_MCA_osc", "^pt2pt");
