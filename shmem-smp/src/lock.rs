//! shim
#![allow(unsafe_code, reason = "shim")]
use core::ffi::c_long;
pub(crate) unsafe fn set(_l: *mut c_long) {}
pub(crate) unsafe fn test(_l: *mut c_long) -> bool {
    true
}
pub(crate) unsafe fn clear(_l: *mut c_long) {}
