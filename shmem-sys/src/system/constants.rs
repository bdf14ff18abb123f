//! The values of the installed header: they differ from library to library, so the build script has
//! the C compiler write them down. What the header does not have keeps the value it has in this crate's
//! own API. The last part says which library it is.

include!(concat!(env!("OUT_DIR"), "/constants.rs"));
