//! The type-generic names, in C11 and in C++: each leads to every routine that it stands for.
//!
//! A call is made of every typed routine's prototype, with the type left out of the name. What the
//! compiler makes of these calls must need all those routines, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use object::{Object, ObjectSymbol};

mod library;

use library::Language;

/// Type names in order, so that none is taken for a part of a longer one's routine.
const TYPES: [&str; 26] = [
    "float",
    "double",
    "longdouble",
    "char",
    "schar",
    "short",
    "int",
    "longlong",
    "long",
    "uchar",
    "ushort",
    "uint",
    "ulonglong",
    "ulong",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "size",
    "ptrdiff",
    "complexd",
    "complexf",
];

/// Types that are another one's on this machine: who asks for one may get the other.
const SAME: [(&str, &str); 10] = [
    ("int8", "schar"),
    ("int16", "short"),
    ("int32", "int"),
    ("int64", "long"),
    ("uint8", "uchar"),
    ("uint16", "ushort"),
    ("uint32", "uint"),
    ("uint64", "ulong"),
    ("size", "ulong"),
    ("ptrdiff", "long"),
];

/// Families that C11 has no generic name for.
const TYPED_ONLY: [&str; 2] = ["_to_all", "_wait"];

/// A typed routine, as its name is put together.
struct Typed {
    context: bool,
    ty: &'static str,
    operation: String,
    /// Of the parameters, as the header has them.
    parameters: Vec<String>,
}

impl Typed {
    fn name_with(&self, ty: &str) -> String {
        let context = if self.context { "ctx_" } else { "" };
        format!("shmem_{context}{ty}_{}", self.operation)
    }

    fn name(&self) -> String {
        self.name_with(self.ty)
    }

    /// A call of the generic name with arguments of just the right types.
    fn call(&self) -> String {
        let arguments: Vec<_> = self.parameters.iter().map(|ty| format!("({ty})0")).collect();
        format!("shmem_{}({});\n", self.operation, arguments.join(", "))
    }
}

/// The routine of a declaration such as `void shmem_int_p(int *dest, int value, int pe)`.
fn typed(declaration: &str) -> Option<Typed> {
    let (head, parameters) = declaration.strip_suffix(')')?.rsplit_once('(')?;
    let name = head.rsplit([' ', '*', '\n']).next()?.strip_prefix("shmem_")?;
    let (context, name) = match name.strip_prefix("ctx_") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let (ty, operation) =
        TYPES.iter().find_map(|ty| Some((*ty, name.strip_prefix(ty)?.strip_prefix('_')?)))?;
    if TYPED_ONLY.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let type_of = |parameter: &str| {
        let name = parameter.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(0);
        parameter[..=name].trim().to_owned()
    };
    let parameters = parameters.split(',').map(type_of).collect();
    Some(Typed { context, ty, operation: operation.to_owned(), parameters })
}

/// The routines that an object file needs.
fn needed(object: &Path) -> BTreeSet<String> {
    let data = fs::read(object).expect("the compiler made it");
    let file = object::File::parse(&*data).expect("an object file");
    let undefined = file.symbols().filter(|symbol| symbol.is_undefined());
    let names = undefined.map(|symbol| symbol.name().expect("a name").to_owned());
    let ours = names.filter(|name| name.starts_with("shmem"));
    // Of a `long`, C++ finds the old routine that has the generic name itself.
    ours.map(|name| name.replace("shmem_wait_until", "shmem_long_wait_until")).collect()
}

#[track_caller]
fn check(language: Language, version: &str) {
    let text = library::preprocessed(language, version, "shmem.h");
    let routines: Vec<_> = text.split(';').filter_map(|text| typed(text.trim())).collect();
    let names: BTreeSet<_> = routines.iter().map(Typed::name).collect();
    let is_same = |routine: &Typed| {
        SAME.iter().any(|(ty, same)| *ty == routine.ty && names.contains(&routine.name_with(same)))
    };
    let expected: BTreeSet<_> =
        routines.iter().filter(|routine| !is_same(routine)).map(Typed::name).collect();
    assert!(expected.len() > 500, "only {} routines were found", expected.len());

    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let source = directory.join(format!("generics.{}", language.extension()));
    let calls: String = routines.iter().map(Typed::call).collect();
    let text = format!("#include <shmem.h>\nvoid calls(void);\nvoid calls(void) {{\n{calls}}}\n");
    fs::write(&source, text).expect("the scratch directory takes files");
    let object = source.with_extension("o");
    library::compile(language, version, &source, &object);
    let needed = needed(&object);
    let (missing, extra): (Vec<_>, Vec<_>) =
        (expected.difference(&needed).collect(), needed.difference(&expected).collect());
    assert!(missing.is_empty() && extra.is_empty(), "not called {missing:?}, called {extra:?}");
}

#[test]
fn in_c11() {
    check(Language::C, "c11");
}

#[test]
fn in_cpp() {
    check(Language::Cpp, "c++17");
}

/// What the compiler says to a put of structures.
#[track_caller]
fn complaint(language: Language, version: &str) -> String {
    let source =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("wrong").with_extension(language.extension());
    let text = "#include <shmem.h>\nstruct pair { int a, b; };\nvoid use(struct pair *);\n\
                void use(struct pair *p) { shmem_put(p, p, 1, 0); }\n";
    fs::write(&source, text).expect("the scratch directory takes files");
    let mut command = language.compiler();
    command.arg(format!("-std={version}")).arg("-fsyntax-only").arg(&source);
    let output = command.output().expect("a compiler");
    assert!(!output.status.success(), "a structure was put by a generic name");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_type_without_a_routine_is_named_as_the_fault() {
    let in_c = complaint(Language::C, "c11");
    assert!(in_c.contains("shmem_h_no_routine_for_this_type"), "{in_c}");
    let in_cpp = complaint(Language::Cpp, "c++17");
    assert!(in_cpp.contains("no matching function"), "{in_cpp}");
}
