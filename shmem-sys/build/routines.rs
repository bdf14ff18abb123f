//! The table of routines as text, and the C prototypes made of it.

/// One routine that the engine would call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Routine {
    pub(crate) name: &'static str,
    /// What it is needed or used for; `needed` is what no library may lack.
    pub(crate) family: &'static str,
    /// The Rust types of the arguments and of the result, as the table spells them.
    arguments: Vec<&'static str>,
    result: Option<&'static str>,
}

/// The table of `src/system/routines.rs`.
pub(crate) fn all() -> Vec<Routine> {
    let mut all = Vec::new();
    macro_rules! list {
        ($family:ident: $($(#[$attr:meta])* fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
            $(all.push(Routine {
                name: stringify!($name),
                family: stringify!($family),
                arguments: vec![$(stringify!($ty)),*],
                result: None$(.or(Some(stringify!($ret))))?,
            });)*
        };
    }
    for_each_routine!(list);
    all
}

impl Routine {
    /// A C definition of a pointer called `pointer` to functions of the type that the table says.
    pub(crate) fn c_pointer(&self, pointer: &str) -> String {
        let arguments: Vec<_> = self.arguments.iter().map(|ty| c_type(ty)).collect();
        let arguments = if arguments.is_empty() { "void".into() } else { arguments.join(", ") };
        let result = self.result.map_or("void".into(), c_type);
        format!("{result} (*{pointer})({arguments})")
    }
}

/// The C spelling of a type that the table spells in Rust.
fn c_type(rust: &str) -> String {
    let rust = rust.trim();
    // How tokens are spaced in text is the compiler's business.
    if let Some(pointer) = rust.strip_prefix('*').map(str::trim_start) {
        return match pointer.split_once(' ') {
            Some(("const", pointee)) => format!("const {} *", c_type(pointee)),
            Some(("mut", pointee)) => format!("{} *", c_type(pointee)),
            _ => panic!("the table of routines has a strange pointer: `{rust}`"),
        };
    }
    match rust {
        "c_void" => "void",
        "c_char" => "char",
        "c_short" => "short",
        "c_ushort" => "unsigned short",
        "c_int" => "int",
        "c_uint" => "unsigned int",
        "c_long" => "long",
        "c_ulong" => "unsigned long",
        "c_longlong" => "long long",
        "c_ulonglong" => "unsigned long long",
        "c_complexf" => "float _Complex",
        "c_complexd" => "double _Complex",
        "i32" => "int32_t",
        "u32" => "uint32_t",
        "i64" => "int64_t",
        "u64" => "uint64_t",
        "f32" => "float",
        "f64" => "double",
        "usize" => "size_t",
        "isize" => "ptrdiff_t",
        "shmem_ctx_t" => "shmem_ctx_t",
        other => panic!("the table of routines has a type without a C spelling: `{other}`"),
    }
    .into()
}
