//! The table of where routines come from has each routine of the standard once.

use std::collections::BTreeSet;

/// Every routine that the tests cover, by section and name.
const ROUTINES: &str = include_str!("../../tests/coverage/routines.tsv");

/// What stands in that file and is no routine, or one that is not offered.
const OTHERS: [&str; 6] = ["cache", "bindings", "types", "handles", "constants", "env"];

#[test]
fn every_routine_is_there_once() {
    let families = shmem_sys::origins();
    let mut named = BTreeSet::new();
    for name in families.iter().flat_map(|family| family.routines) {
        assert!(named.insert(*name), "{name} comes twice");
    }
    let mut used = BTreeSet::new();
    for line in ROUTINES.lines().skip(1) {
        let mut columns = line.split('\t');
        let (section, routine) = (columns.next().unwrap(), columns.next().unwrap());
        if OTHERS.contains(&section) || routine == "pshmem_*" {
            continue;
        }
        let twin = routine.replace("shmem_ctx_", "shmem_");
        let name = [routine, &twin].into_iter().find(|name| named.contains(name));
        used.insert(
            name.unwrap_or_else(|| panic!("{section}: {routine} is not in the table")).to_owned(),
        );
    }
    let unknown: Vec<_> = named.iter().filter(|name| !used.contains(**name)).collect();
    assert!(unknown.is_empty(), "no routines of the standard: {unknown:?}");
}
