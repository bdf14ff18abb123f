//! Every function of the header beside the one of the same name in shmem-sys.

use openshmem_sys::shmem as header_types;
use shmem_sys::{Complex, LongDouble};

use crate::equal::{Comparison, Pair, pairs};
use crate::header;

pub(crate) fn compare() -> Result<(), String> {
    let mut pairs = pairs! {
        LongDouble = u128,
            "`long double`; neither can be passed by value as C does, so no provider calls C with one";
        Complex<f32> = header_types::__BindgenComplex<f32>, "real part, imaginary part";
        Complex<f64> = header_types::__BindgenComplex<f64>, "real part, imaginary part";
    };
    // `types.rs` compares what is in them.
    let named = header::types().into_iter().filter_map(|row| {
        Some(Pair { ours: row.ours?.name, header: row.header, why: "types of the same name" })
    });
    pairs.extend(named);
    pairs.push(Pair {
        ours: "!",
        header: "()",
        why: "the header does not say that it does not return",
    });
    let mut comparison = Comparison::new(pairs);
    for routine in header::routines() {
        if let Some(ours) = &routine.ours {
            comparison.add(ours, &routine);
        }
    }
    comparison.finish("functions of the header")
}
