//! Sizes and alignments: of the types in the tables of shmem-sys, and of those that the header names.

use std::any::type_name;
use std::collections::BTreeMap;

use crate::c::{Print, Program};
use crate::header;

/// What two types must have in common to stand for each other in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Layout {
    size: usize,
    align: usize,
    kind: Option<Kind>,
}

/// What arithmetic makes of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Signed,
    Unsigned,
    /// With fractions.
    Floating,
}

impl Kind {
    /// Of a Rust type, which says it with the first letter.
    fn of<T>() -> Self {
        match type_name::<T>().as_bytes()[0] {
            b'i' => Self::Signed,
            b'u' => Self::Unsigned,
            _ => Self::Floating,
        }
    }
}

/// The layouts of the types of all tables, by the name that routines have for them.
fn tabled() -> BTreeMap<&'static str, Layout> {
    let mut tabled = BTreeMap::new();
    macro_rules! add {
        ($($name:ident: $ty:ty),* $(,)?) => { $({
            let layout =
                Layout { size: size_of::<$ty>(), align: align_of::<$ty>(), kind: Some(Kind::of::<$ty>()) };
            let before = tabled.insert(stringify!($name), layout.clone());
            assert!(before.is_none_or(|before| before == layout), "two types called {}", stringify!($name));
        })* };
    }
    shmem_sys::for_each_rma_type!(add);
    shmem_sys::for_each_amo_standard_type!(add);
    shmem_sys::for_each_amo_extended_type!(add);
    shmem_sys::for_each_amo_bitwise_type!(add);
    shmem_sys::for_each_reduce_bitwise_type!(add);
    shmem_sys::for_each_reduce_minmax_type!(add);
    shmem_sys::for_each_reduce_sumprod_type!(add);
    shmem_sys::for_each_to_all_bitwise_type!(add);
    shmem_sys::for_each_to_all_minmax_type!(add);
    shmem_sys::for_each_to_all_sumprod_type!(add);
    shmem_sys::for_each_old_amo_standard_type!(add);
    shmem_sys::for_each_old_amo_extended_type!(add);
    shmem_sys::for_each_old_wait_type!(add);
    shmem_sys::for_each_old_wait_until_type!(add);
    tabled
}

/// C's spelling of the type that the standard's tables call by a name.
fn c_type(name: &str) -> String {
    match name {
        "longdouble" => "long double".into(),
        "schar" => "signed char".into(),
        "longlong" => "long long".into(),
        "uchar" | "ushort" | "uint" | "ulong" => format!("unsigned {}", &name[1..]),
        "ulonglong" => "unsigned long long".into(),
        "complexf" => "float _Complex".into(),
        "complexd" => "double _Complex".into(),
        "size" | "ptrdiff" => format!("{name}_t"),
        _ if name.ends_with(|digit: char| digit.is_ascii_digit()) => format!("{name}_t"),
        _ => name.into(),
    }
}

pub(crate) fn compare() -> Result<(), String> {
    let mut types: Vec<(&str, String, Layout)> =
        tabled().into_iter().map(|(name, layout)| (name, c_type(name), layout)).collect();
    for row in header::types() {
        let Some(ours) = row.ours else { continue };
        let layout = Layout { size: ours.size, align: ours.align, kind: None };
        types.push((row.name, row.name.into(), layout));
    }
    let mut program = Program::new("types");
    for (name, c_type, _) in &types {
        let mut print = |what, expression: String| {
            program.print(&format!("{name}.{what}"), &expression, Print::Number);
        };
        print("size", format!("sizeof({c_type})"));
        print("align", format!("_Alignof({c_type})"));
    }
    for (name, c_type, _) in types.iter().filter(|(_, _, layout)| layout.kind.is_some()) {
        let kind = format!("({c_type})0.5 != 0 ? 2 : (long double)({c_type})-1 > 0");
        program.print(&format!("{name}.kind"), &kind, Print::Number);
    }
    let values = program.run()?;
    let number = |name: &str, what| values.get(&format!("{name}.{what}"))?.parse::<usize>().ok();
    let mut wrong = Vec::new();
    for (name, c_type, ours) in &types {
        let header = Layout {
            size: number(name, "size").ok_or_else(|| format!("{name}: no size was printed"))?,
            align: number(name, "align")
                .ok_or_else(|| format!("{name}: no alignment was printed"))?,
            kind: number(name, "kind")
                .map(|kind| [Kind::Signed, Kind::Unsigned, Kind::Floating][kind]),
        };
        if header != *ours {
            wrong
                .push(format!("{name} ({c_type})\n  header:    {header:?}\n  shmem-sys: {ours:?}"));
        }
    }
    println!("{} types compared", types.len());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
