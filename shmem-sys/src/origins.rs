//! Where each routine comes from: the library underneath, or what this crate makes of its others.

use std::fmt;

use crate::{Provider, provider};

/// Where a routine comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The runtime that comes with these crates, which has all of OpenSHMEM.
    Bundled,
    /// The C library's own routine of that name, or the one of a type that is as wide.
    Native,
    /// The C library has none: it is made of others.
    Emulated {
        /// Of which, in words.
        of: &'static str,
    },
    /// The C library may have one, and it is not used: what stands in for it promises more.
    Replaced {
        /// By what, and why.
        by: &'static str,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundled => f.write_str("bundled"),
            Self::Native => f.write_str("native"),
            Self::Emulated { of } => write!(f, "emulated: {of}"),
            Self::Replaced { by } => write!(f, "replaced: {by}"),
        }
    }
}

/// Routines of one kind, and where they come from.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Names as the standard writes them: `TYPENAME` and `SIZE` stand for the types. Each has its twin
    /// of `shmem_ctx_`, where the standard has that, from the same place.
    pub routines: &'static [&'static str],
    /// Where they come from.
    pub origin: Origin,
}

/// All routines of OpenSHMEM 1.6 and where they come from in this build.
///
/// Known faults of the library that runs may replace more: `SHMEM_DEBUG` lists them at init, after these.
#[must_use]
pub fn origins() -> Vec<Family> {
    let family = |&(routines, origin): &(_, Origin)| match provider() {
        Provider::Bundled => Family { routines, origin: Origin::Bundled },
        Provider::System => Family { routines, origin },
    };
    TABLE.iter().map(family).collect()
}

/// What is the library's where that has it.
const fn native_if(has: bool, of: &'static str) -> Origin {
    if has { Origin::Native } else { Origin::Emulated { of } }
}

const MEETING: &str =
    "our own meetings, which compare what members are in, over puts and 64-bit sets";
const WATCH: Origin = Origin::Replaced {
    by: "our own waits: they give way to other PEs, make progress, and are fair among many words",
};
const TEAMS: Origin = Origin::Emulated { of: "triplets of the world, and slots agreed at a split" };
const TEAM_COLLECTIVES: Origin = Origin::Emulated { of: MEETING };
const AGREED: Origin =
    Origin::Replaced { by: "the library's, once all PEs have agreed on what they ask for" };

const TABLE: &[(&[&str], Origin)] = &[
    (
        &[
            "shmem_my_pe",
            "shmem_n_pes",
            "_my_pe",
            "_num_pes",
            "shmem_pe_accessible",
            "shmem_addr_accessible",
            "shmem_ptr",
            "shmem_global_exit",
            "shmem_query_thread",
        ],
        Origin::Native,
    ),
    (
        &["shmem_init", "shmem_init_thread", "shmem_finalize", "start_pes"],
        Origin::Replaced { by: "the library's, counted, and entered and left by agreement" },
    ),
    (&["shmem_query_initialized"], Origin::Emulated { of: "the count of inits" }),
    (&["shmem_team_ptr"], Origin::Emulated { of: "the team's numbers and shmem_ptr" }),
    (
        &["shmem_info_get_version"],
        Origin::Replaced { by: "the version that is offered here, whatever the library's is" },
    ),
    (&["shmem_info_get_name"], Origin::Native),
    (
        &[
            "shmem_malloc",
            "shmem_align",
            "shmem_free",
            "shmem_realloc",
            "shmalloc",
            "shmemalign",
            "shfree",
            "shrealloc",
        ],
        AGREED,
    ),
    (&["shmem_calloc"], Origin::Replaced { by: "shmem_align, and clearing before the PEs go on" }),
    (
        &["shmem_malloc_with_hints"],
        if cfg!(shmem_has_malloc_hints) {
            AGREED
        } else {
            Origin::Emulated { of: "shmem_align, which has no hints" }
        },
    ),
    (
        &[
            "shmem_team_my_pe",
            "shmem_team_n_pes",
            "shmem_team_get_config",
            "shmem_team_translate_pe",
            "shmem_team_split_strided",
            "shmem_team_split_2d",
            "shmem_team_destroy",
        ],
        TEAMS,
    ),
    (
        &["shmem_ctx_create", "shmem_ctx_destroy"],
        Origin::Replaced { by: "contexts of the library's, kept and used again: 16 at most" },
    ),
    (
        &["shmem_team_create_ctx", "shmem_ctx_get_team"],
        Origin::Emulated { of: "contexts of the world, with the team's numbers translated" },
    ),
    (
        &["shmem_ctx_session_start", "shmem_ctx_session_stop"],
        Origin::Emulated { of: "nothing: they are hints" },
    ),
    (
        &[
            "shmem_TYPENAME_put",
            "shmem_putSIZE",
            "shmem_putmem",
            "shmem_TYPENAME_p",
            "shmem_TYPENAME_get",
            "shmem_getSIZE",
            "shmem_getmem",
            "shmem_TYPENAME_g",
            "shmem_TYPENAME_put_nbi",
            "shmem_putSIZE_nbi",
            "shmem_putmem_nbi",
            "shmem_TYPENAME_get_nbi",
            "shmem_getSIZE_nbi",
            "shmem_getmem_nbi",
            "shmem_TYPENAME_iput",
            "shmem_iputSIZE",
            "shmem_TYPENAME_iget",
            "shmem_igetSIZE",
        ],
        Origin::Native,
    ),
    (
        &["shmem_TYPENAME_ibput", "shmem_ibputSIZE", "shmem_TYPENAME_ibget", "shmem_ibgetSIZE"],
        native_if(cfg!(shmem_has_block_strided), "a put or a get for each block"),
    ),
    (
        &[
            "shmem_TYPENAME_atomic_fetch",
            "shmem_TYPENAME_atomic_set",
            "shmem_TYPENAME_atomic_compare_swap",
            "shmem_TYPENAME_atomic_swap",
            "shmem_TYPENAME_atomic_fetch_inc",
            "shmem_TYPENAME_atomic_inc",
            "shmem_TYPENAME_atomic_fetch_add",
            "shmem_TYPENAME_atomic_add",
            "shmem_TYPENAME_atomic_fetch_and",
            "shmem_TYPENAME_atomic_and",
            "shmem_TYPENAME_atomic_fetch_or",
            "shmem_TYPENAME_atomic_or",
            "shmem_TYPENAME_atomic_fetch_xor",
            "shmem_TYPENAME_atomic_xor",
            "shmem_TYPENAME_fetch",
            "shmem_TYPENAME_set",
            "shmem_TYPENAME_cswap",
            "shmem_TYPENAME_swap",
            "shmem_TYPENAME_finc",
            "shmem_TYPENAME_inc",
            "shmem_TYPENAME_fadd",
            "shmem_TYPENAME_add",
        ],
        Origin::Native,
    ),
    (
        &[
            "shmem_TYPENAME_atomic_fetch_nbi",
            "shmem_TYPENAME_atomic_compare_swap_nbi",
            "shmem_TYPENAME_atomic_swap_nbi",
            "shmem_TYPENAME_atomic_fetch_inc_nbi",
            "shmem_TYPENAME_atomic_fetch_add_nbi",
            "shmem_TYPENAME_atomic_fetch_and_nbi",
            "shmem_TYPENAME_atomic_fetch_or_nbi",
            "shmem_TYPENAME_atomic_fetch_xor_nbi",
        ],
        native_if(cfg!(shmem_has_atomic_nbi), "the blocking ones"),
    ),
    (
        &[
            "shmem_TYPENAME_put_signal",
            "shmem_putSIZE_signal",
            "shmem_putmem_signal",
            "shmem_TYPENAME_put_signal_nbi",
            "shmem_putSIZE_signal_nbi",
            "shmem_putmem_signal_nbi",
        ],
        native_if(cfg!(shmem_has_put_signal), "a put, a fence and a 64-bit atomic"),
    ),
    (
        &["shmem_signal_add", "shmem_signal_set"],
        native_if(cfg!(shmem_has_signal_ops), "64-bit atomics"),
    ),
    (
        &["shmem_signal_fetch"],
        native_if(cfg!(shmem_has_signal_fetch), "a load of this PE's own word"),
    ),
    (&["shmem_barrier_all", "shmem_sync_all"], Origin::Replaced { by: MEETING }),
    (
        &[
            "shmem_team_sync",
            "shmem_TYPENAME_alltoall",
            "shmem_alltoallmem",
            "shmem_TYPENAME_alltoalls",
            "shmem_alltoallsmem",
            "shmem_TYPENAME_broadcast",
            "shmem_broadcastmem",
            "shmem_TYPENAME_collect",
            "shmem_collectmem",
            "shmem_TYPENAME_fcollect",
            "shmem_fcollectmem",
            "shmem_TYPENAME_and_reduce",
            "shmem_TYPENAME_or_reduce",
            "shmem_TYPENAME_xor_reduce",
            "shmem_TYPENAME_max_reduce",
            "shmem_TYPENAME_min_reduce",
            "shmem_TYPENAME_sum_reduce",
            "shmem_TYPENAME_prod_reduce",
            "shmem_TYPENAME_sum_inscan",
            "shmem_TYPENAME_sum_exscan",
        ],
        TEAM_COLLECTIVES,
    ),
    (
        &[
            "shmem_barrier",
            "shmem_sync",
            "shmem_alltoall32",
            "shmem_alltoall64",
            "shmem_alltoalls32",
            "shmem_alltoalls64",
            "shmem_broadcast32",
            "shmem_broadcast64",
            "shmem_collect32",
            "shmem_collect64",
            "shmem_fcollect32",
            "shmem_fcollect64",
            "shmem_TYPENAME_and_to_all",
            "shmem_TYPENAME_or_to_all",
            "shmem_TYPENAME_xor_to_all",
            "shmem_TYPENAME_max_to_all",
            "shmem_TYPENAME_min_to_all",
            "shmem_TYPENAME_sum_to_all",
            "shmem_TYPENAME_prod_to_all",
        ],
        Origin::Native,
    ),
    (
        &[
            "shmem_TYPENAME_wait_until",
            "shmem_wait_until",
            "shmem_wait",
            "shmem_TYPENAME_wait",
            "shmem_TYPENAME_test",
            "shmem_TYPENAME_wait_until_all",
            "shmem_TYPENAME_wait_until_any",
            "shmem_TYPENAME_wait_until_some",
            "shmem_TYPENAME_test_all",
            "shmem_TYPENAME_test_any",
            "shmem_TYPENAME_test_some",
            "shmem_TYPENAME_wait_until_all_vector",
            "shmem_TYPENAME_wait_until_any_vector",
            "shmem_TYPENAME_wait_until_some_vector",
            "shmem_TYPENAME_test_all_vector",
            "shmem_TYPENAME_test_any_vector",
            "shmem_TYPENAME_test_some_vector",
            "shmem_signal_wait_until",
        ],
        WATCH,
    ),
    (&["shmem_fence", "shmem_quiet"], Origin::Native),
    (&["shmem_pe_quiet"], native_if(cfg!(shmem_has_pe_quiet), "a quiet, which completes more")),
    (
        &["shmem_set_lock", "shmem_test_lock", "shmem_clear_lock"],
        Origin::Replaced {
            by: "our own lock over 64-bit atomics: in order, with misuse found out, not spinning",
        },
    ),
    (&["shmem_pcontrol"], Origin::Emulated { of: "nothing: it is for profilers" }),
];
