//! A table of groups of functions: raw bytes, and their share of the gzipped module.

use std::collections::HashMap;
use std::fmt;

use anyhow::Result;

use crate::size::module::Module;
use crate::size::{gzipped_size, kilobytes};

/// Functions without a group, and parts other than functions.
const NO_GROUP: &str = "(others)";
const NO_FUNCTION: &str = "(data, types, tables)";

/// What group a function belongs to, by its name.
pub type GroupOf = fn(&str) -> Option<String>;

/// The groups of one kind, largest first.
pub struct Table {
    title: String,
    rows: Vec<Row>,
    shown: usize,
}

struct Row {
    group: String,
    raw: usize,
    gzipped: f64,
}

impl Table {
    /// Groups the module's functions by what `group_of` says of their names.
    ///
    /// # Errors
    /// The compression failed.
    pub fn new(title: &str, module: &Module<'_>, group_of: GroupOf, gzipped: usize) -> Result<Self> {
        let mut groups: HashMap<String, Vec<u8>> = HashMap::from([(NO_FUNCTION.to_owned(), module.others())]);
        for function in module.functions() {
            let group = group_of(&function.name).unwrap_or_else(|| NO_GROUP.to_owned());
            groups.entry(group).or_default().extend_from_slice(module.code(function));
        }
        let mut rows = groups
            .into_iter()
            .map(|(group, code)| Ok(Row { group, raw: code.len(), gzipped: gzipped_size(&code)? as f64 }))
            .collect::<Result<Vec<_>>>()?;
        let sum: f64 = rows.iter().map(|row| row.gzipped).sum();
        for row in &mut rows {
            row.gzipped *= gzipped as f64 / sum;
        }
        rows.sort_by(|one, other| other.raw.cmp(&one.raw).then_with(|| one.group.cmp(&other.group)));
        Ok(Self { title: title.to_owned(), rows, shown: usize::MAX })
    }

    /// The same table with only its first rows and a sum of the others.
    pub fn with_rows(self, shown: usize) -> Self {
        Self { shown, ..self }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: f64 = self.rows.iter().map(|row| row.gzipped).sum();
        let width = self.rows.iter().map(|row| row.group.len()).max().unwrap_or_default().max(24);
        writeln!(formatter, "{:<width$} {:>9} {:>9} {:>8}", self.title, "raw KB", "gzip KB", "share")?;
        let mut line = |group: &str, raw: usize, gzipped: f64| {
            let (raw, share) = (kilobytes(raw), 100.0 * gzipped / total);
            writeln!(formatter, "{group:<width$} {raw:>9.1} {:>9.1} {share:>6.1} %", gzipped / 1024.0)
        };
        let (shown, others) = self.rows.split_at(self.shown.min(self.rows.len()));
        for row in shown {
            line(&row.group, row.raw, row.gzipped)?;
        }
        if !others.is_empty() {
            let (raw, gzipped) = (others.iter().map(|row| row.raw).sum(), others.iter().map(|row| row.gzipped).sum());
            line(&format!("{} more", others.len()), raw, gzipped)?;
        }
        Ok(())
    }
}
