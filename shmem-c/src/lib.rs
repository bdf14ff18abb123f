//! `libsma`: the bundled runtime by the standard's C names.
