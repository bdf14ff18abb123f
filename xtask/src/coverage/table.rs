//! What the tables have in common: lines of columns with tabs between.

/// The rows of a table with these columns, each with the number of its line.
pub(super) fn rows<'a, const N: usize>(
    path: &str,
    header: [&str; N],
    text: &'a str,
) -> Result<Vec<(usize, [&'a str; N])>, String> {
    let mut lines = text.lines().zip(1..);
    let first = lines.next().map(|(line, _)| line).unwrap_or_default();
    if !first.split('\t').eq(header) {
        return Err(format!("{path}:1: the columns must be {}", header.join(", ")));
    }
    lines
        .map(|(line, number)| {
            let columns: Vec<_> = line.split('\t').collect();
            let found = columns.len();
            let columns = columns
                .try_into()
                .map_err(|_| format!("{path}:{number}: {found} columns instead of {N}"))?;
            Ok((number, columns))
        })
        .collect()
}

/// The names in a column, which may have spaces or commas between.
pub(super) fn names(column: &str) -> Vec<&str> {
    column.split([' ', ',']).filter(|name| !name.is_empty()).collect()
}

/// Names as the page shows them.
pub(super) fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
