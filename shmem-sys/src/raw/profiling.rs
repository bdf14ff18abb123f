//! Profiling interface.

use core::ffi::c_int;

routines! {
    /// Tells a profiler, where there is one, how much to record. The library itself does nothing.
    ///
    /// C's further arguments are for the profiler; they come with the C library.
    fn shmem_pcontrol(level: c_int) {
        let _ = level;
    }
}
