//! The one routine that moves bytes of memory that other processes may be writing.
//!
//! Symmetric memory can change under a copy: that is a data race, which Rust's memory model makes
//! undefined for ordinary loads and stores. So no ordinary access to it is ever made: single words
//! go by inline assembly, blocks by the C library's `memmove` reached through a pointer whose value
//! the compiler cannot see. Neither is modelled as Rust code: the compiler must assume that some
//! foreign agent touched the bytes, as other processes do. A racing copy may deliver a mixture of old
//! and new bytes; it touches nothing outside its range.
//!
//! The assembly is not `nomem`, `readonly` or `pure`: it may read and write anything the pointers
//! reach, and the compiler keeps program order around it.

#![allow(unsafe_code, reason = "moves bytes by raw pointers, below the memory model")]

use core::ffi::c_void;

/// Copies `n` bytes. When `n` is a constant 1, 2, 4, 8 or 16, the copy is a few instructions in line.
///
/// # Safety
///
/// `src` must be readable and `dst` writable for `n` bytes; either may be racing with other processes.
/// No Rust reference to the written bytes may be alive.
#[inline(always)]
pub unsafe fn bytes(dst: *mut u8, src: *const u8, n: usize) {
    match n {
        // SAFETY: the caller's promise, for exactly the bytes of the word. Also below.
        1 => unsafe { word::one(dst, src) },
        // SAFETY: as above.
        2 => unsafe { word::two(dst, src) },
        // SAFETY: as above.
        4 => unsafe { word::four(dst, src) },
        // SAFETY: as above.
        8 => unsafe { word::eight(dst, src) },
        // SAFETY: as above.
        16 => unsafe { word::sixteen(dst, src) },
        // SAFETY: as above, for all `n` bytes.
        _ => unsafe { block(dst, src, n) },
    }
}

type Memmove = unsafe extern "C" fn(*mut c_void, *const c_void, usize) -> *mut c_void;

/// The C library's `memmove`, as an address the compiler knows nothing about.
#[inline]
unsafe fn block(dst: *mut u8, src: *const u8, n: usize) {
    let memmove = hidden(libc::memmove as Memmove);
    // SAFETY: the pointer is the C library's routine; the caller promises the ranges.
    unsafe { memmove(dst.cast(), src.cast(), n) };
}

/// The same function, as far as the compiler can tell any function.
#[inline(always)]
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))]
fn hidden(mut function: Memmove) -> Memmove {
    // SAFETY: an empty piece of assembly leaves the register as it is; it is only said that it might not.
    unsafe {
        core::arch::asm!("/* {} */", inout(reg) function, options(nostack, preserves_flags));
    }
    function
}

/// The same function, as far as the compiler can tell any function.
#[inline(always)]
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
fn hidden(function: Memmove) -> Memmove {
    core::hint::black_box(function)
}

#[cfg(target_arch = "x86_64")]
mod word {
    //! Words through registers; x86-64 takes any alignment.

    macro_rules! word {
        ($name:ident, $size:literal, $class:ident, $register:literal) => {
            /// Copies one word.
            ///
            /// # Safety
            ///
            /// As for [`bytes`](super::bytes), for the bytes of the word.
            #[inline(always)]
            pub(super) unsafe fn $name(dst: *mut u8, src: *const u8) {
                // SAFETY: reads and writes the promised bytes and a scratch register.
                unsafe {
                    core::arch::asm!(
                        concat!("mov ", $register, ", ", $size, " ptr [{src}]"),
                        concat!("mov ", $size, " ptr [{dst}], ", $register),
                        word = out($class) _, src = in(reg) src, dst = in(reg) dst,
                        options(nostack, preserves_flags)
                    );
                }
            }
        };
    }
    word!(one, "byte", reg_byte, "{word}");
    word!(two, "word", reg, "{word:x}");
    word!(four, "dword", reg, "{word:e}");
    word!(eight, "qword", reg, "{word:r}");

    /// Copies sixteen bytes.
    ///
    /// # Safety
    ///
    /// As for [`bytes`](super::bytes), for sixteen bytes.
    #[inline(always)]
    pub(super) unsafe fn sixteen(dst: *mut u8, src: *const u8) {
        // SAFETY: reads and writes the promised bytes and a scratch register.
        unsafe {
            core::arch::asm!(
                "movups {word}, xmmword ptr [{src}]", "movups xmmword ptr [{dst}], {word}",
                word = out(xmm_reg) _, src = in(reg) src, dst = in(reg) dst,
                options(nostack, preserves_flags)
            );
        }
    }
}

#[cfg(target_arch = "aarch64")]
mod word {
    //! Words through registers; normal memory takes any alignment.

    macro_rules! word {
        ($name:ident, $load:literal, $store:literal, $class:ident, $register:literal) => {
            /// Copies one word.
            ///
            /// # Safety
            ///
            /// As for [`bytes`](super::bytes), for the bytes of the word.
            #[inline(always)]
            pub(super) unsafe fn $name(dst: *mut u8, src: *const u8) {
                // SAFETY: reads and writes the promised bytes and a scratch register.
                unsafe {
                    core::arch::asm!(
                        concat!($load, " ", $register, ", [{src}]"),
                        concat!($store, " ", $register, ", [{dst}]"),
                        word = out($class) _, src = in(reg) src, dst = in(reg) dst,
                        options(nostack, preserves_flags)
                    );
                }
            }
        };
    }
    word!(one, "ldrb", "strb", reg, "{word:w}");
    word!(two, "ldrh", "strh", reg, "{word:w}");
    word!(four, "ldr", "str", reg, "{word:w}");
    word!(eight, "ldr", "str", reg, "{word:x}");
    word!(sixteen, "ldr", "str", vreg, "{word:q}");
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod word {
    //! No assembly for this processor: words are small blocks.

    macro_rules! word {
        ($($name:ident: $size:literal),*) => {$(
            /// Copies one word.
            ///
            /// # Safety
            ///
            /// As for [`bytes`](super::bytes), for the bytes of the word.
            #[inline(always)]
            pub(super) unsafe fn $name(dst: *mut u8, src: *const u8) {
                // SAFETY: the caller's promise.
                unsafe { super::block(dst, src, $size) }
            }
        )*};
    }
    word!(one: 1, two: 2, four: 4, eight: 8, sixteen: 16);
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn every_size_at_every_alignment_moves_exactly_its_bytes() {
        let source: Vec<u8> = (0..200).map(|i| i as u8 + 1).collect();
        for n in 0..100 {
            for skew in 0..9 {
                let mut target = [0u8; 200];
                // SAFETY: both ranges lie within their vectors.
                unsafe { bytes(target[skew..].as_mut_ptr(), source[2 * skew..].as_ptr(), n) };
                assert_eq!(target[skew..skew + n], source[2 * skew..2 * skew + n]);
                assert!(target[..skew].iter().all(|&b| b == 0));
                assert!(target[skew + n..].iter().all(|&b| b == 0));
            }
        }
    }
}
