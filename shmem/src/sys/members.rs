//! Teams, and the collectives that move data between their members.

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;

use super::{Agreed, Session, Span};

/// A team that this PE is a member of and that is not destroyed yet.
#[derive(Clone, Copy)]
pub struct Members {
    handle: shmem_sys::shmem_team_t,
    own_thread_only: PhantomData<*const ()>,
}

impl Members {
    fn new(handle: shmem_sys::shmem_team_t) -> Self {
        Self { handle, own_thread_only: PhantomData }
    }

    /// All PEs.
    pub(crate) fn world(_: &Session) -> Self {
        Self::new(shmem_sys::SHMEM_TEAM_WORLD())
    }

    /// The PEs that reach each other's memory by load and store.
    pub(crate) fn shared(_: &Session) -> Self {
        Self::new(shmem_sys::SHMEM_TEAM_SHARED())
    }

    /// A team that somebody else has made.
    ///
    /// # Safety
    ///
    /// This PE must be a member, and the team must not be destroyed while this is used.
    pub(crate) unsafe fn adopt(handle: shmem_sys::shmem_team_t) -> Self {
        Self::new(handle)
    }

    /// The team's handle.
    #[inline]
    pub(crate) fn handle(self) -> shmem_sys::shmem_team_t {
        self.handle
    }

    pub(crate) fn n_ranks(self) -> c_int {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_team_n_pes(self.handle) }
    }

    pub(crate) fn my_rank(self) -> c_int {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_team_my_pe(self.handle) }
    }

    /// A member's number in another team, if it is in that as well.
    pub(crate) fn translate(self, rank: c_int, to: Self) -> Option<c_int> {
        // SAFETY: initialised; a number that is none gives -1.
        let there = unsafe { shmem_sys::shmem_team_translate_pe(self.handle, rank, to.handle) };
        (there >= 0).then_some(there)
    }

    /// How many contexts its members meant to have when they made it.
    pub(crate) fn num_contexts(self) -> c_int {
        let mut config = shmem_sys::shmem_team_config_t::default();
        // SAFETY: initialised; the mask asks for a field of `config`.
        unsafe {
            shmem_sys::shmem_team_get_config(
                self.handle,
                shmem_sys::SHMEM_TEAM_NUM_CONTEXTS,
                &raw mut config,
            )
        };
        config.num_contexts
    }

    /// Makes a team of some members. Collective; `None` on every member when it failed, and nothing
    /// within on members that are not in the new team.
    pub(crate) fn split_strided(
        self,
        [start, stride, size]: [c_int; 3],
        num_contexts: c_int,
    ) -> Option<Option<Self>> {
        let config = shmem_sys::shmem_team_config_t { num_contexts };
        let mut made = shmem_sys::SHMEM_TEAM_INVALID;
        // SAFETY: initialised; configuration and result have places, and the mask names the one field.
        // Members that split otherwise end the job.
        let failed = unsafe {
            shmem_sys::shmem_team_split_strided(
                self.handle,
                start,
                stride,
                size,
                &raw const config,
                shmem_sys::SHMEM_TEAM_NUM_CONTEXTS,
                &raw mut made,
            )
        };
        (failed == 0).then(|| Self::valid(made))
    }

    /// Makes rows and columns, and gives this PE's. Collective; `None` on every member when it failed.
    pub(crate) fn split_2d(self, xrange: c_int, num_contexts: [c_int; 2]) -> Option<[Self; 2]> {
        let [x, y] =
            num_contexts.map(|num_contexts| shmem_sys::shmem_team_config_t { num_contexts });
        let mask = shmem_sys::SHMEM_TEAM_NUM_CONTEXTS;
        let mut row = shmem_sys::SHMEM_TEAM_INVALID;
        let mut column = shmem_sys::SHMEM_TEAM_INVALID;
        // SAFETY: initialised; configurations and results have places, and the masks name the one field.
        // Members that split otherwise end the job.
        let failed = unsafe {
            shmem_sys::shmem_team_split_2d(
                self.handle,
                xrange,
                &raw const x,
                mask,
                &raw mut row,
                &raw const y,
                mask,
                &raw mut column,
            )
        };
        if failed != 0 {
            return None;
        }
        Some([Self::valid(row)?, Self::valid(column)?])
    }

    fn valid(handle: shmem_sys::shmem_team_t) -> Option<Self> {
        (handle != shmem_sys::SHMEM_TEAM_INVALID).then(|| Self::new(handle))
    }

    /// Destroys the team. Collective.
    ///
    /// # Safety
    ///
    /// It must not be a predefined team, and this PE must use no copy of it, nor a context of it, after.
    pub(crate) unsafe fn destroy(self) {
        // SAFETY: initialised, and the caller's promise.
        unsafe { shmem_sys::shmem_team_destroy(self.handle) };
    }

    /// A meeting of all members.
    #[inline]
    pub(crate) fn sync(self) {
        // SAFETY: initialised; members in another collective end the job.
        unsafe { shmem_sys::shmem_team_sync(self.handle) };
    }

    /// Quiet on the default context, then a meeting of all members.
    #[inline]
    pub(crate) fn barrier(self) {
        if self.handle == shmem_sys::SHMEM_TEAM_WORLD() {
            // SAFETY: initialised; members in another collective end the job.
            unsafe { shmem_sys::shmem_barrier_all() };
        } else {
            self.quiet_and_sync();
        }
    }

    // Apart, so that it costs a barrier of all PEs nothing.
    #[inline(never)]
    fn quiet_and_sync(self) {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_quiet() };
        self.sync();
    }

    /// Quiet, then a meeting in which each member says `mine` and learns what all said.
    ///
    /// Members that come with another `what`, or are in another collective, end the job.
    pub(crate) fn agree<const N: usize>(self, what: &[u8; 8], mine: [u64; N]) -> Agreed<N> {
        shmem_sys::agree(self.handle, u64::from_be_bytes(*what), mine)
    }

    /// Copies the root's bytes in `source` to everybody's `dest`.
    pub(crate) fn broadcast(self, dest: Span<'_>, source: Span<'_>, root: c_int) {
        let (to, from) = apart(dest, source);
        assert!(dest.bytes() == source.bytes());
        // SAFETY: both are allocated, apart, of so many bytes each; members with other arguments, and a
        // root that is none, end the job.
        unsafe { shmem_sys::shmem_broadcastmem(self.handle, to, from, source.bytes(), root) };
    }

    /// Puts everybody's bytes in `source`, equally many, one behind the other into everybody's `dest`.
    pub(crate) fn fcollect(self, dest: Span<'_>, source: Span<'_>) {
        assert!(Some(dest.bytes()) == source.bytes().checked_mul(self.n_ranks() as usize));
        let (to, from) = apart(dest, source);
        // SAFETY: both are allocated and apart, and `dest` holds as much from each member; members with
        // other arguments end the job.
        unsafe { shmem_sys::shmem_fcollectmem(self.handle, to, from, source.bytes()) };
    }

    /// Puts everybody's bytes in `source` one behind the other into everybody's `dest`.
    ///
    /// # Safety
    ///
    /// All members' sources together must not be longer than `dest`.
    pub(crate) unsafe fn collect(self, dest: Span<'_>, source: Span<'_>) {
        let (to, from) = apart(dest, source);
        // SAFETY: both are allocated and apart, and `dest` is long enough on the caller's word; members
        // in another collective end the job.
        unsafe { shmem_sys::shmem_collectmem(self.handle, to, from, source.bytes()) };
    }

    /// Copies the block of `source` with a member's number to its `dest`, as the block with this one's.
    pub(crate) fn alltoall(self, dest: Span<'_>, source: Span<'_>) {
        let (to, from) = apart(dest, source);
        let (n, n_ranks) = (source.bytes(), self.n_ranks() as usize);
        assert!(dest.bytes() == n && n.is_multiple_of(n_ranks));
        // SAFETY: both are allocated, apart, and a block for each member; members with other arguments
        // end the job.
        unsafe { shmem_sys::shmem_alltoallmem(self.handle, to, from, n / n_ranks) };
    }
}

/// Where a destination and a source begin, which have no byte in common.
fn apart(dest: Span<'_>, source: Span<'_>) -> (*mut c_void, *const c_void) {
    assert!(dest.is_apart_from(source));
    (dest.as_ptr().as_ptr().cast(), source.as_ptr().as_ptr().cast())
}
