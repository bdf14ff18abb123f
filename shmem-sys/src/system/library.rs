//! The library as a whole: its symbols, its contexts, its version.

#![allow(unsafe_code, reason = "calls the library and the dynamic linker")]

use core::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::fmt;
use std::ptr::null_mut;

pub(super) use super::native::shmem_ctx_t as NativeContext;
use super::{constants, native};

/// The default context's handle, which init may set.
#[inline]
pub(super) fn default_context() -> NativeContext {
    // SAFETY: returns a value.
    unsafe { native::shmem_sys_ctx_default() }
}

/// A context of the world, unless the library has no more.
pub(super) fn create_context(options: c_long) -> Option<NativeContext> {
    let mut made = null_mut();
    // SAFETY: initialised; the out parameter is a local variable.
    let status = unsafe { native::shmem_ctx_create(options, &raw mut made) };
    (status == 0 && !made.is_null()).then_some(made)
}

/// Completes what was issued on a context and gives it back.
pub(super) fn destroy_context(ctx: NativeContext) {
    // SAFETY: made by `create_context`, and not used any more.
    unsafe { native::shmem_ctx_destroy(ctx) }
}

/// A symbol of the images that are loaded, or NULL.
pub(super) fn symbol(name: &CStr) -> *mut c_void {
    // SAFETY: a live string; looking up changes nothing.
    unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }
}

/// What the library says of itself, once it is initialised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// Of the standard, as the running library has it.
    pub(super) standard: (c_int, c_int),
    /// Its name.
    pub(super) name: String,
}

/// Asks the running library.
pub(super) fn version() -> Version {
    let (mut major, mut minor) = (0, 0);
    // SAFETY: initialised; the out parameters are local variables.
    unsafe { native::shmem_info_get_version(&raw mut major, &raw mut minor) };
    // More room than any library's `SHMEM_MAX_NAME_LEN`.
    let mut name = [0 as c_char; 4096];
    // SAFETY: initialised, and there is room.
    unsafe { native::shmem_info_get_name(name.as_mut_ptr()) };
    // SAFETY: NUL-terminated by the library, or by the zeros behind what it wrote.
    let name = unsafe { CStr::from_ptr(name.as_ptr()) };
    Version { standard: (major, minor), name: name.to_string_lossy().into_owned() }
}

/// Compares the running library with the header that this crate was built with: constants and handles
/// differ between libraries, so another one's would be taken for something else.
///
/// # Errors
///
/// When it is another library, or has another version of the standard.
pub(super) fn check_version() -> Result<(), String> {
    let header = Version {
        standard: (constants::SHMEM_MAJOR_VERSION, constants::SHMEM_MINOR_VERSION),
        name: constants::SHMEM_VENDOR_STRING.to_owned(),
    };
    let running = version();
    if running == header {
        return Ok(());
    }
    Err(format!(
        "built with the header of {header}, but the library that runs is {running}: build again, or \
         see to it that the program finds the library it was built with"
    ))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { standard: (major, minor), name } = self;
        write!(f, "{name:?}, OpenSHMEM {major}.{minor}")
    }
}

/// The release of Open MPI that is loaded, if it is one: also before init.
///
/// Its OpenSHMEM says neither its name nor its release; its MPI, which comes with it, does.
pub(super) fn open_mpi_release() -> Option<(u32, u32, u32)> {
    type GetVersion = unsafe extern "C" fn(*mut c_char, *mut c_int) -> c_int;
    let routine = symbol(c"MPI_Get_library_version");
    if routine.is_null() || symbol(c"opal_progress").is_null() {
        return None;
    }
    // SAFETY: the standard function of MPI, which has this type.
    let get_version = unsafe { std::mem::transmute::<*mut c_void, GetVersion>(routine) };
    // More room than MPI_MAX_LIBRARY_VERSION_STRING.
    let mut text = [0 as c_char; 8192];
    let mut len = 0;
    // SAFETY: callable at any time; the out parameters are local variables with room enough.
    unsafe { get_version(text.as_mut_ptr(), &raw mut len) };
    // SAFETY: NUL-terminated by the library, or by the zeros behind what it wrote.
    parse_release(&unsafe { CStr::from_ptr(text.as_ptr()) }.to_string_lossy())
}

/// The numbers in `Open MPI v4.1.4, package: …`; what follows the third is a greek letter or so.
fn parse_release(text: &str) -> Option<(u32, u32, u32)> {
    let numbers = text.strip_prefix("Open MPI v")?;
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(numbers.len());
    let mut parts = numbers[..end].split('.').map(|part| part.parse().unwrap_or(0));
    Some((parts.next()?, parts.next()?, parts.next().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::parse_release;

    #[test]
    fn releases() {
        assert_eq!(parse_release("Open MPI v4.1.4, package: Debian OpenMPI"), Some((4, 1, 4)));
        assert_eq!(parse_release("Open MPI v5.0.0rc12, package: x"), Some((5, 0, 0)));
        assert_eq!(parse_release("Open MPI v5.1"), Some((5, 1, 0)));
        assert_eq!(parse_release("MPICH Version: 4.0.2"), None);
    }
}
