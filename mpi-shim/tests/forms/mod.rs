//! Calls in all their forms.

/// Makes a call that returns when it is done, starts it, and starts it twice as it was prepared, which all comes to the
/// same: `data`, in parts perhaps, to `room`, in parts or of lengths perhaps, and perhaps by an operation and at a root.
macro_rules! in_every_form {
    ($mpi:expr, $on:ident.$now:ident, $start:ident, $prepare:ident: $data:ident $([$sent:ident])? =>
     $room:ident $([$parts:ident])? $(by $($by:expr),+)?) => {{
        let silent = $room.to_vec();
        $on.$now($data, $(&$sent,)? $room, $(&$parts,)? $($($by),+)?)?;
        let (mut data, mut again, mut prepared) = ($data.to_vec(), silent.clone(), silent.clone());
        $mpi.scope(|s| -> mpi_shim::Result<()> {
            let call = $on.$start(s, $data, $(&$sent,)? &mut again, $(&$parts,)? $($($by),+)?)?;
            assert_eq!($room, call.wait()?.0, "under way");
            let mut call =
                $on.$prepare(s, &mut data, $(&$sent,)? &mut prepared, $(&$parts,)? $($($by),+)?)?;
            for _ in 0..2 {
                call.elements().1.copy_from_slice(&silent);
                call.start()?;
                call.wait()?;
                assert_eq!($room, call.elements().1, "prepared");
            }
            Ok(())
        })?;
    }};
}

pub(crate) use in_every_form;
