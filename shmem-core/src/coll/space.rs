//! The memory that collectives work on.
#![allow(unsafe_code, reason = "transfers trust their caller")]

/// Where a pointer falls in the calling PE's symmetric memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Names the same object on every PE.
    pub offset: usize,
    /// Bytes from there to the end of the symmetric memory.
    pub room: usize,
}

/// The symmetric memory of all PEs, and the way out of a job that misuses it.
///
/// Transfers are opaque to the compiler: other PEs may write what is read and read what is written
/// meanwhile, and the bytes have unspecified values then.
pub trait Space {
    /// Where `ptr` lies, or `None` when it is not symmetric.
    fn locate(&self, ptr: *const u8) -> Option<Spot>;

    /// How records note the object at an offset: see [`at`](crate::record::at).
    #[inline]
    fn noted(&self, offset: usize) -> usize {
        offset
    }

    /// Whether one PE that everybody reads from at once is slower than everybody reading from another:
    /// true when transfers go through a network, which has so much room at each end and no more.
    fn is_far(&self) -> bool;

    /// Reads `n` bytes at an offset of a PE's memory into this PE's private memory.
    ///
    /// # Safety
    ///
    /// `n` bytes lie at `from` on that PE and can be written at `to`; no reference promises that the former
    /// are not read or the latter not written.
    unsafe fn read(&self, to: *mut u8, from: usize, pe: usize, n: usize);

    /// The same, but they may only be there behind [`complete`](Self::complete).
    ///
    /// # Safety
    ///
    /// As for [`read`](Self::read), until then.
    unsafe fn begin_read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller's promise.
        unsafe { self.read(to, from, pe, n) };
    }

    /// Writes `n` private bytes to an offset of a PE's memory; [`complete`](Self::complete) sees to it
    /// that they are there, except that this PE finds them in its own memory at once.
    ///
    /// # Safety
    ///
    /// `n` bytes can be read at `from` and lie at `to` on that PE; no reference forbids that.
    unsafe fn write(&self, to: usize, pe: usize, from: *const u8, n: usize);

    /// Copies `n` bytes at an offset of a PE's memory to an offset of this PE's own; they may only be
    /// there behind [`complete`](Self::complete).
    ///
    /// # Safety
    ///
    /// Both ranges lie in symmetric memory, and no reference forbids the access.
    unsafe fn pull(&self, to: usize, from: usize, pe: usize, n: usize);

    /// Waits until what was written or pulled is where it belongs.
    fn complete(&self);

    /// Ends the job because of a caller's mistake.
    fn end_job(&self, message: &str) -> !;
}
