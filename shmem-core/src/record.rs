//! What a PE says about the collective it is in, exactly, so that members can compare.

use core::ffi::c_int;
use std::fmt;

/// Words of a record.
pub const RECORD_WORDS: usize = 8;

macro_rules! names {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident = $text:expr),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        #[expect(missing_docs, reason = "the names say all")]
        $vis enum $name { $($variant),* }

        impl $name {
            const ALL: &[(Self, &'static str)] = &[$((Self::$variant, $text)),*];

            fn text(code: u16) -> Option<&'static str> {
                Self::ALL.get(usize::from(code)).map(|(_, text)| *text)
            }
        }
    };
}

names! {
    /// A collective routine; `*` in its name stands for the type.
    pub enum Routine {
        Init = "shmem_init",
        Finalize = "shmem_finalize",
        Malloc = "shmem_malloc",
        Calloc = "shmem_calloc",
        Align = "shmem_align",
        Realloc = "shmem_realloc",
        Free = "shmem_free",
        MallocWithHints = "shmem_malloc_with_hints",
        BarrierAll = "shmem_barrier_all",
        SyncAll = "shmem_sync_all",
        TeamSync = "shmem_team_sync",
        Barrier = "shmem_barrier",
        Sync = "shmem_sync",
        SplitStrided = "shmem_team_split_strided",
        Split2d = "shmem_team_split_2d",
        TeamDestroy = "shmem_team_destroy",
        Agree = "shmemx_agree",
        Broadcast = "shmem_*_broadcast",
        Collect = "shmem_*_collect",
        Fcollect = "shmem_*_fcollect",
        Alltoall = "shmem_*_alltoall",
        Alltoalls = "shmem_*_alltoalls",
        AndReduce = "shmem_*_and_reduce",
        OrReduce = "shmem_*_or_reduce",
        XorReduce = "shmem_*_xor_reduce",
        MaxReduce = "shmem_*_max_reduce",
        MinReduce = "shmem_*_min_reduce",
        SumReduce = "shmem_*_sum_reduce",
        ProdReduce = "shmem_*_prod_reduce",
        SumInscan = "shmem_*_sum_inscan",
        SumExscan = "shmem_*_sum_exscan",
        AndToAll = "shmem_*_and_to_all",
        OrToAll = "shmem_*_or_to_all",
        XorToAll = "shmem_*_xor_to_all",
        MaxToAll = "shmem_*_max_to_all",
        MinToAll = "shmem_*_min_to_all",
        SumToAll = "shmem_*_sum_to_all",
        ProdToAll = "shmem_*_prod_to_all",
        BroadcastSize = "shmem_broadcast*",
        CollectSize = "shmem_collect*",
        FcollectSize = "shmem_fcollect*",
        AlltoallSize = "shmem_alltoall*",
        AlltoallsSize = "shmem_alltoalls*",
    }
}

names! {
    /// The `TYPENAME`, `SIZE` or `mem` in a routine's name.
    #[allow(non_camel_case_types, reason = "the standard's type names")]
    pub enum TypeName {
        none = "", mem = "mem", size32 = "32", size64 = "64",
        float = "float", double = "double", longdouble = "longdouble",
        char = "char", schar = "schar", short = "short", int = "int", long = "long",
        longlong = "longlong", uchar = "uchar", ushort = "ushort", uint = "uint",
        ulong = "ulong", ulonglong = "ulonglong",
        int8 = "int8", int16 = "int16", int32 = "int32", int64 = "int64",
        uint8 = "uint8", uint16 = "uint16", uint32 = "uint32", uint64 = "uint64",
        size = "size", ptrdiff = "ptrdiff",
        complexd = "complexd", complexf = "complexf",
    }
}

/// One PE's account of the collective it has come to, which must be equal on every member: routine,
/// type and stage; element count; places of destination and source; root or first argument;
/// strides; a word for the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record([u64; RECORD_WORDS]);

/// Indices into a [`Record`]'s words.
pub mod at {
    /// Routine, type and stage.
    pub const WHAT: usize = 0;
    /// Elements.
    pub const COUNT: usize = 1;
    /// The destination: an offset in the heap, or one of those below.
    pub const DEST: usize = 2;
    /// The source, likewise.
    pub const SOURCE: usize = 3;
    /// The root, or a first argument.
    pub const ROOT: usize = 4;
    /// Stride at the destination.
    pub const DST: usize = 5;
    /// Stride at the source.
    pub const SST: usize = 6;
    /// The caller's.
    pub const USER: usize = 7;

    /// With an offset: it is one behind the first static variable.
    pub const STATIC: usize = 1 << (usize::BITS - 1);
    /// In place of an offset: there is no symmetric object.
    pub const NOWHERE: usize = usize::MAX;
}

impl Record {
    /// A collective without arguments.
    pub fn new(routine: Routine, ty: TypeName) -> Self {
        let mut record = Self::default();
        record.0[at::WHAT] = u64::from(routine as u16) | u64::from(ty as u16) << 16;
        record
    }

    /// Sets one agreed word.
    pub fn with(mut self, index: usize, value: u64) -> Self {
        self.0[index] = value;
        self
    }

    /// Sets the root, which may be any integer a program passes.
    pub fn with_root(self, root: c_int) -> Self {
        self.with(at::ROOT, i64::from(root) as u64)
    }

    /// The same collective, one stage further: stages are compared like everything else.
    pub fn next_stage(mut self) -> Self {
        self.0[at::WHAT] += 1 << 32;
        self
    }

    /// The record as words.
    pub fn words(&self) -> [u64; RECORD_WORDS] {
        self.0
    }

    /// The record that these words are.
    pub fn from_words(words: [u64; RECORD_WORDS]) -> Self {
        Self(words)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.0[at::WHAT];
        let routine = Routine::text(what as u16).unwrap_or("an unknown collective");
        let ty = TypeName::text((what >> 16) as u16).unwrap_or("?");
        // `shmem_*_broadcast` is spelled `shmem_broadcastmem` for bytes.
        if ty == "mem" {
            write!(f, "{}mem(", routine.replace("_*", ""))?;
        } else {
            write!(f, "{}(", routine.replace('*', ty))?;
        }
        let mut separator = "";
        for (name, index) in [
            ("tag", at::USER),
            ("nelems", at::COUNT),
            ("dest", at::DEST),
            ("source", at::SOURCE),
            ("root", at::ROOT),
            ("dst", at::DST),
            ("sst", at::SST),
        ] {
            let value = self.0[index];
            if value != 0 {
                match index {
                    at::DEST | at::SOURCE => {
                        write!(f, "{separator}{name}: {}", Place(value as usize))?
                    }
                    at::USER => write!(f, "{separator}{name}: {}", Tag(value))?,
                    _ => write!(f, "{separator}{name}: {}", value as i64)?,
                }
                separator = ", ";
            }
        }
        f.write_str(")")
    }
}

/// The object that a destination or a source is.
struct Place(usize);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            at::NOWHERE => f.write_str("nothing symmetric"),
            offset if offset & at::STATIC != 0 => {
                write!(f, "static data+{:#x}", offset & !at::STATIC)
            }
            offset => write!(f, "heap+{offset:#x}"),
        }
    }
}

/// A word of the caller's: as text if it is eight letters of it, padded with NULs, else as a number.
struct Tag(u64);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_be_bytes();
        let text = str::from_utf8(&bytes).unwrap_or_default().trim_end_matches('\0');
        if !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase()) {
            return f.write_str(text);
        }
        write!(f, "{:#x}", self.0)
    }
}
