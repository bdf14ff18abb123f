//! Names of the header that shmem-sys does not have.

use std::collections::BTreeMap;

use crate::header;

const EXTENSION: &str = "Open MPI's own, not in OpenSHMEM";
const SIGNED: &str =
    "Open MPI's own: OpenSHMEM has bitwise atomics on unsigned and fixed-width types";
const LONG_DOUBLE: &str = "Rust does not compute with `long double`";
const HELPERS: &str = "the bundled runtime's header is made of these";
const CACHE: &str = "removed in OpenSHMEM 1.5";
const VARIADIC: &str =
    "takes any number of arguments, which Rust cannot define: there with the first";
const HANDLE: &str = "a handle of shmem-sys's own has the name";

/// Which may be lacking, and why; `*` stands for anything, and forms with a context are meant as well.
const EXCUSED: &[(&str, &str)] = &[
    ("num_pes", EXTENSION),
    ("my_pe", EXTENSION),
    ("globalexit", EXTENSION),
    ("OSHMEM_*", EXTENSION),
    ("SHMEM_HEAP_SIZE", EXTENSION),
    ("SHMEM_HEAP_TYPE", EXTENSION),
    ("shmem_broadcast", "Open MPI declares it and does not define it"),
    ("_SHMEM_ALLTOALL*_SYNC_SIZE", EXTENSION),
    ("shmem_int_atomic_*and", SIGNED),
    ("shmem_int_atomic_*or", SIGNED),
    ("shmem_long_atomic_*and", SIGNED),
    ("shmem_long_atomic_*or", SIGNED),
    ("shmem_longlong_atomic_*and", SIGNED),
    ("shmem_longlong_atomic_*or", SIGNED),
    ("shmem_longdouble_*_to_all", LONG_DOUBLE),
    ("shmem_longdouble_*_reduce", LONG_DOUBLE),
    ("shmem_longdouble_sum_*scan", LONG_DOUBLE),
    ("shmem_h_*", HELPERS),
    ("SHMEM_H_*", HELPERS),
    ("shmem_udcflush*", CACHE),
    ("shmem_*_cache_*inv", CACHE),
    ("shmem_wait_ops", "its comparisons are constants of the type `int`, which routines take"),
    ("oshmem_ctx_default", "what Open MPI's SHMEM_CTX_DEFAULT stands for"),
    ("SHMEM_CTX_DEFAULT", HANDLE),
    ("SHMEM_CTX_INVALID", HANDLE),
    ("SHMEM_TEAM_WORLD", HANDLE),
    ("SHMEM_TEAM_SHARED", HANDLE),
    ("SHMEM_TEAM_INVALID", HANDLE),
    ("shmem_pcontrol", VARIADIC),
];

pub(crate) fn check() -> Result<(), String> {
    let functions =
        header::routines().into_iter().filter(|row| row.ours.is_none()).map(|row| row.name);
    let constants =
        header::constants().into_iter().filter(|row| row.ours.is_none()).map(|row| row.name);
    let types = header::types().into_iter().filter(|row| row.ours.is_none()).map(|row| row.name);
    let others = header::OTHERS.iter().copied();
    let mut excused: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for name in functions.chain(constants).chain(types).chain(others) {
        let without_context = match name.strip_prefix("shmem_ctx_") {
            Some(rest) => format!("shmem_{rest}"),
            None => name.to_owned(),
        };
        match EXCUSED.iter().find(|(pattern, _)| fits(&without_context, pattern)) {
            Some((_, why)) => excused.entry(why).or_default().push(name),
            None => wrong.push(format!("{name}\n  is in the header and not in shmem-sys")),
        }
    }
    for (why, names) in &excused {
        println!("{} names that shmem-sys lacks ({}): {why}", names.len(), names.join(" "));
    }
    let generics: Vec<_> =
        header::MACROS.iter().copied().filter(|name| name.starts_with("shmem_")).collect();
    println!(
        "{} macros chose a routine by type in C11 ({}): Rust calls the routine",
        generics.len(),
        generics.join(" ")
    );
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Whether a name is one that a pattern means.
fn fits(name: &str, pattern: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else { return name == pattern };
    let Some(rest) = name.strip_prefix(start) else { return false };
    (0..=rest.len()).any(|at| fits(&rest[at..], end))
}
