//! The constants of the installed header that the engine needs, and what stands in for those that a
//! header does not have.

/// One constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Constant {
    pub(crate) name: &'static str,
    /// Its Rust type.
    pub(crate) ty: &'static str,
    /// What this crate's own API says, when the header need not have it.
    pub(crate) otherwise: Option<i64>,
}

const fn needed(name: &'static str, ty: &'static str) -> Constant {
    Constant { name, ty, otherwise: None }
}

const fn or(name: &'static str, ty: &'static str, otherwise: i64) -> Constant {
    Constant { name, ty, otherwise: Some(otherwise) }
}

/// The numbers.
pub(crate) const NUMBERS: &[Constant] = &[
    needed("SHMEM_MAJOR_VERSION", "c_int"),
    needed("SHMEM_MINOR_VERSION", "c_int"),
    needed("SHMEM_MAX_NAME_LEN", "c_int"),
    needed("SHMEM_THREAD_SINGLE", "c_int"),
    needed("SHMEM_THREAD_FUNNELED", "c_int"),
    needed("SHMEM_THREAD_SERIALIZED", "c_int"),
    needed("SHMEM_THREAD_MULTIPLE", "c_int"),
    needed("SHMEM_CMP_EQ", "c_int"),
    needed("SHMEM_CMP_NE", "c_int"),
    needed("SHMEM_CMP_GT", "c_int"),
    needed("SHMEM_CMP_LE", "c_int"),
    needed("SHMEM_CMP_LT", "c_int"),
    needed("SHMEM_CMP_GE", "c_int"),
    needed("SHMEM_CTX_PRIVATE", "c_long"),
    needed("SHMEM_CTX_SERIALIZED", "c_long"),
    needed("SHMEM_CTX_NOSTORE", "c_long"),
    needed("SHMEM_SYNC_VALUE", "c_long"),
    needed("SHMEM_SYNC_SIZE", "c_int"),
    needed("SHMEM_BARRIER_SYNC_SIZE", "c_int"),
    needed("SHMEM_BCAST_SYNC_SIZE", "c_int"),
    needed("SHMEM_COLLECT_SYNC_SIZE", "c_int"),
    needed("SHMEM_REDUCE_SYNC_SIZE", "c_int"),
    needed("SHMEM_ALLTOALL_SYNC_SIZE", "c_int"),
    needed("SHMEM_ALLTOALLS_SYNC_SIZE", "c_int"),
    needed("SHMEM_REDUCE_MIN_WRKDATA_SIZE", "c_int"),
    or("SHMEM_SIGNAL_SET", "c_int", 0),
    or("SHMEM_SIGNAL_ADD", "c_int", 1),
    or("SHMEM_MALLOC_ATOMICS_REMOTE", "c_long", 1),
    or("SHMEM_MALLOC_SIGNAL_REMOTE", "c_long", 2),
    or("SHMEM_TEAM_NUM_CONTEXTS", "c_long", 1),
];

/// What Open MPI's header says of itself; its vendor string says nothing.
pub(crate) const OPEN_MPI_VERSION: &[Constant] = &[
    or("OSHMEM_MAJOR_VERSION", "c_int", -1),
    or("OSHMEM_MINOR_VERSION", "c_int", -1),
    or("OSHMEM_RELEASE_VERSION", "c_int", -1),
];

/// The string by which a library names itself.
pub(crate) const VENDOR: &str = "SHMEM_VENDOR_STRING";
