//! The headers: valid in every version of C and C++ that they are for, each by itself and in any company,
//! with the constants of the library.

use std::fs;
use std::path::{Path, PathBuf};

mod library;

use library::{Language, compile, constants};

/// Compiles a text, which must give no warning, in a version of a language.
#[track_caller]
fn accepts(language: Language, version: &str, name: &str, text: &str) {
    let source = scratch(&format!("{name}.{}", language.extension()));
    fs::write(&source, text).expect("the scratch directory takes files");
    compile(language, version, &source, &source.with_extension("o"));
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

const HEADERS: [&str; 4] = ["shmem.h", "pshmem.h", "shmemx.h", "mpp/shmem.h"];

#[test]
fn each_header_is_valid_by_itself() {
    for (language, versions) in [
        (Language::C, ["c99", "c11", "c17"].as_slice()),
        (Language::Cpp, ["c++11", "c++14", "c++17", "c++20"].as_slice()),
    ] {
        for version in versions {
            for header in HEADERS {
                let name = format!("alone-{version}-{}", header.replace('/', "-"));
                accepts(language, version, &name, &format!("#include <{header}>\n"));
            }
        }
    }
}

#[test]
fn all_headers_go_together_and_twice() {
    let all: String = HEADERS.iter().map(|header| format!("#include <{header}>\n")).collect();
    accepts(Language::C, "c99", "together", &all.repeat(2));
    accepts(Language::Cpp, "c++17", "together", &all.repeat(2));
}

/// As many programs do, whose authors did not look whether the header does it.
#[test]
fn a_header_may_be_included_within_extern_c() {
    let text = "extern \"C\" {\n#include <pshmem.h>\n}\n";
    accepts(Language::Cpp, "c++17", "within", text);
}

/// Type names that programs like to define, and whatever else a C program may.
#[test]
fn a_programs_macros_leave_the_header_alone() {
    let types = "#define uchar unsigned char\n";
    let others = "#define uint unsigned int\n#define ulong unsigned long\n\
                  #define put 1\n#define add 2\n#define T int\n#define X 3\n#define A 4\n";
    let uses = "void use(int *, uchar *);\n\
                void use(int *i, uchar *c) { shmem_p(i, 1, 2); shmem_put(c, c, 1, 0); }\n";
    let text = format!("{types}{others}#include <pshmem.h>\n{uses}");
    accepts(Language::C, "c11", "macros", &text);
    accepts(Language::Cpp, "c++17", "macros", &format!("{types}#include <pshmem.h>\n{uses}"));
}

macro_rules! values {
    ($($name:ident)*) => { [$((stringify!($name), shmem_sys::$name as i64)),*] };
}

#[test]
fn constants_are_those_of_the_library() {
    let values = values! {
        SHMEM_MAJOR_VERSION SHMEM_MINOR_VERSION SHMEM_MAX_NAME_LEN
        SHMEM_THREAD_SINGLE SHMEM_THREAD_FUNNELED SHMEM_THREAD_SERIALIZED SHMEM_THREAD_MULTIPLE
        SHMEM_TEAM_NUM_CONTEXTS
        SHMEM_CTX_PRIVATE SHMEM_CTX_SERIALIZED SHMEM_CTX_NOSTORE
        SHMEM_CTX_SESSION_TOTAL_OPS SHMEM_CTX_SESSION_BATCH
        SHMEM_SIGNAL_SET SHMEM_SIGNAL_ADD
        SHMEM_MALLOC_ATOMICS_REMOTE SHMEM_MALLOC_SIGNAL_REMOTE
        SHMEM_CMP_EQ SHMEM_CMP_NE SHMEM_CMP_GT SHMEM_CMP_GE SHMEM_CMP_LT SHMEM_CMP_LE
        SHMEM_SYNC_VALUE SHMEM_SYNC_SIZE SHMEM_BARRIER_SYNC_SIZE SHMEM_BCAST_SYNC_SIZE
        SHMEM_COLLECT_SYNC_SIZE SHMEM_REDUCE_SYNC_SIZE SHMEM_ALLTOALL_SYNC_SIZE
        SHMEM_ALLTOALLS_SYNC_SIZE SHMEM_REDUCE_MIN_WRKDATA_SIZE
        _SHMEM_MAJOR_VERSION _SHMEM_MINOR_VERSION _SHMEM_MAX_NAME_LEN
        _SHMEM_CMP_EQ _SHMEM_CMP_NE _SHMEM_CMP_GT _SHMEM_CMP_GE _SHMEM_CMP_LT _SHMEM_CMP_LE
        _SHMEM_SYNC_VALUE _SHMEM_BARRIER_SYNC_SIZE _SHMEM_BCAST_SYNC_SIZE
        _SHMEM_COLLECT_SYNC_SIZE _SHMEM_REDUCE_SYNC_SIZE _SHMEM_REDUCE_MIN_WRKDATA_SIZE
    };
    // What is no number: strings, and handles without a value of their own.
    let others = ["SHMEM_VENDOR_STRING", "SHMEM_TEAM_INVALID", "SHMEM_CTX_INVALID"];
    for name in constants() {
        let known = values.iter().any(|(known, _)| *known == name) || others.contains(&name);
        assert!(known, "{name} is in the standard and not compared");
    }
    let mut text = String::from("#include <shmem.h>\n");
    for (name, value) in values {
        // As the preprocessor sees it too: programs choose by version.
        text += &format!("#if {name} != {value}\n#error {name}\n#endif\n");
    }
    let vendor = shmem_sys::SHMEM_VENDOR_STRING;
    text += "_Static_assert(sizeof(long) == sizeof SHMEM_SYNC_VALUE, \"type\");\n";
    accepts(Language::C, "c11", "constants", &text);
    let types = fs::read_to_string(library::include().join("shmem/types.h")).expect("a header");
    assert!(types.contains(&format!("#define SHMEM_VENDOR_STRING \"{vendor}\"")), "{vendor}");
}
