//! Spellings that differ and mean the same to the machine: the only differences that are let pass.

use crate::header::Routine;
use crate::signature::Signature;

/// Two spellings of what a pointer points to, or of a value.
pub(crate) struct Pair {
    pub(crate) ours: &'static str,
    pub(crate) header: &'static str,
    pub(crate) why: &'static str,
}

/// Pairs of types, each with its reason; that they are of one size goes without saying.
macro_rules! pairs {
    ($($ours:ty = $header:ty, $why:literal;)*) => {
        vec![$({
            assert_eq!(size_of::<$ours>(), size_of::<$header>(), stringify!($ours));
            assert_eq!(align_of::<$ours>(), align_of::<$header>(), stringify!($ours));
            $crate::equal::Pair {
                ours: std::any::type_name::<$ours>(),
                header: std::any::type_name::<$header>(),
                why: $why,
            }
        }),*]
    };
}
pub(crate) use pairs;

/// Compares functions, and keeps the account.
pub(crate) struct Comparison {
    /// With the number of times that each was needed.
    pairs: Vec<(Pair, usize)>,
    compared: usize,
    wrong: Vec<String>,
}

impl Comparison {
    pub(crate) fn new(pairs: Vec<Pair>) -> Self {
        let pairs = pairs.into_iter().map(|pair| (pair, 0)).collect();
        Self { pairs, compared: 0, wrong: Vec::new() }
    }

    /// Compares ours with the header's of the same name.
    pub(crate) fn add(&mut self, ours: &Signature, routine: &Routine) {
        self.compared += 1;
        if !self.same(ours, &routine.header) {
            let Routine { name, header, .. } = routine;
            self.wrong.push(format!("{name}\n  header:    {header}\n  shmem-sys: {ours}"));
        }
    }

    fn same(&mut self, ours: &Signature, header: &Signature) -> bool {
        let types = |of: &Signature| [&of.arguments[..], &[of.result]].concat();
        let (ours, header) = (types(ours), types(header));
        ours.len() == header.len()
            && ours.iter().zip(header).all(|(ours, header)| self.same_type(ours, header))
    }

    /// Pointers must agree on whether they are written through.
    fn same_type(&mut self, ours: &str, header: &str) -> bool {
        let paired = |(pair, _): &&mut (Pair, usize)| pair.ours == ours && pair.header == header;
        if let Some((_, met)) = self.pairs.iter_mut().find(paired) {
            *met += 1;
            return true;
        }
        let pointees = ["*mut ", "*const "]
            .iter()
            .find_map(|pointer| ours.strip_prefix(pointer).zip(header.strip_prefix(pointer)));
        ours == header || pointees.is_some_and(|(ours, header)| self.same_type(ours, header))
    }

    /// Prints how many were compared and what was let pass; the differences are the error.
    pub(crate) fn finish(self, what: &str) -> Result<(), String> {
        println!("{} {what} compared", self.compared);
        for (Pair { ours, header, why }, met) in self.pairs.iter().filter(|(_, met)| *met > 0) {
            println!("  {ours} for {header}, {met} times: {why}");
        }
        if self.wrong.is_empty() { Ok(()) } else { Err(self.wrong.join("\n")) }
    }
}
