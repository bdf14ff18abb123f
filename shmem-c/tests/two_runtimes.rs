//! A process with two copies of the runtime: this test's own and the shared library's.

#![allow(unsafe_code, reason = "loads a library and initialises a runtime")]

use std::env;
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

mod library;

/// Set for the process that loads the library.
const ROLE: &str = "SHMEM_C_TEST_LOADS";

#[test]
fn both_are_named_at_init() {
    if env::var_os(ROLE).is_some() {
        load_and_init();
    }
    let this = env::current_exe().expect("a test knows its own path");
    let mut child = Command::new(&this);
    child.args(["--exact", "both_are_named_at_init", "--nocapture"]).env(ROLE, "1");
    let output = child.output().expect("the test can be started again");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for name in [&this, &library::shared()] {
        assert!(said.contains(name.to_str().expect("a path in UTF-8")), "{said}");
    }
    assert!(said.contains("2 runtimes"), "{said}");
}

fn load_and_init() -> ! {
    let path = CString::new(library::shared().as_os_str().as_bytes()).expect("no NUL in a path");
    // SAFETY: the library's initialisation asks for nothing.
    let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW) };
    assert!(!handle.is_null(), "{path:?} cannot be loaded");
    // SAFETY: it asks for nothing.
    unsafe { shmem_sys::shmem_init() };
    unreachable!("the runtime has begun though there is another one");
}
