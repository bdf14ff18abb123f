//! The types of a function's arguments and of its result, as the compiler names them.

use std::any::type_name;
use std::fmt;

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) arguments: Vec<&'static str>,
    pub(crate) result: &'static str,
}

impl Signature {
    /// Of the function pointer that a closure would give. It is not called, so that nothing must be linked.
    pub(crate) fn of<F: Function>(_: impl FnOnce() -> F) -> Self {
        F::signature()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fn({}) -> {}", self.arguments.join(", "), self.result)
    }
}

/// A type of function pointers.
pub(crate) trait Function {
    fn signature() -> Signature;
}

macro_rules! functions {
    () => { functions! { = } };
    ($first:ident $($rest:ident)*) => {
        functions! { = $first $($rest)* }
        functions! { $($rest)* }
    };
    (= $($argument:ident)*) => {
        impl<R, $($argument),*> Function for unsafe extern "C" fn($($argument),*) -> R {
            fn signature() -> Signature {
                Signature { arguments: vec![$(type_name::<$argument>()),*], result: type_name::<R>() }
            }
        }
    };
}
functions! { A B C D E F G H I J K L }
