//! Reading variables, and collecting everything that is wrong with them.

use std::fmt;

use crate::error::Error;

/// Finds the text of a variable or secret by its name.
pub(super) type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A variable that is wrong, as one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub variable: &'static str,
    pub kind: ProblemKind,
    sentence: String,
}

/// What is wrong with a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The platform does not run without it, and it is not set.
    Missing,
    /// It is not set, and another one that is set needs it.
    MissingBeside,
    /// It has another form.
    Malformed,
}

impl Problem {
    pub(super) fn malformed(variable: &'static str, form: &str) -> Self {
        Self { variable, kind: ProblemKind::Malformed, sentence: format!("{variable} must be {form}") }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

/// Everything that is wrong with one concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(Vec<Problem>);

impl Wrong {
    /// One by one.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl From<&Wrong> for Error {
    fn from(wrong: &Wrong) -> Self {
        let sentences: Vec<&str> = wrong.0.iter().map(|problem| problem.sentence.as_str()).collect();
        Self::Internal(sentences.join("; "))
    }
}

/// Reads the variables of one concern. A value that is wrong is noted, and reading goes on, so that all of it is said at
/// once.
pub(super) struct Reader<'a> {
    lookup: &'a Lookup<'a>,
    /// The variable because of which the others of its group are needed.
    beside: Option<&'static str>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// A concern's value. `read` gives nothing where something is wrong.
    pub(super) fn read<T>(lookup: &'a Lookup<'a>, read: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, Wrong> {
        let mut reader = Self { lookup, beside: None, problems: Vec::new() };
        let value = read(&mut reader);
        value.filter(|_| reader.problems.is_empty()).ok_or(Wrong(reader.problems))
    }

    /// Nothing where the deciding variable is not set; otherwise the group with all of its variables.
    pub(super) fn group<T>(
        lookup: &'a Lookup<'a>,
        deciding: &'static str,
        read: impl FnOnce(&mut Self, String) -> Option<T>,
    ) -> Result<Option<T>, Wrong> {
        let Some(value) = text(lookup, deciding) else { return Ok(None) };
        Self::read(lookup, |reader| {
            reader.beside = Some(deciding);
            read(reader, value).map(Some)
        })
    }

    /// A text that may be absent.
    pub(super) fn optional(&self, variable: &str) -> Option<String> {
        text(self.lookup, variable)
    }

    /// A text that must be set.
    pub(super) fn required(&mut self, variable: &'static str) -> Option<String> {
        let value = self.optional(variable);
        if value.is_none() {
            let (kind, sentence) = match self.beside {
                None => (ProblemKind::Missing, format!("{variable} must be set")),
                Some(other) => (ProblemKind::MissingBeside, format!("{variable} must be set, because {other} is set")),
            };
            self.problems.push(Problem { variable, kind, sentence });
        }
        value
    }

    /// A text that must be set and of that form.
    pub(super) fn parsed<T>(
        &mut self,
        variable: &'static str,
        form: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(variable)?;
        self.note(variable, form, parse(&value))
    }

    /// A text that may be absent, and otherwise must be of that form.
    pub(super) fn optional_parsed<T>(
        &mut self,
        variable: &'static str,
        form: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(variable)?;
        self.note(variable, form, parse(&value))
    }

    /// An absolute address, without the slash at its end.
    pub(super) fn url(&mut self, variable: &'static str) -> Option<String> {
        self.parsed(variable, "an http or https address without a query", url)
    }

    fn note<T>(&mut self, variable: &'static str, form: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.problems.push(Problem::malformed(variable, form));
        }
        value
    }
}

/// A variable's text; an empty one counts as absent.
pub(super) fn text(lookup: &Lookup<'_>, variable: &str) -> Option<String> {
    lookup(variable).filter(|text| !text.is_empty())
}

/// The parts of a text that is a list separated by commas.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// An address of http or https with a host; path allowed, query, fragment and credentials not.
pub(super) fn url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'@' | b'\\'));
    (is_plain && !host.is_empty() && !host.starts_with(':')).then(|| text.trim_end_matches('/').to_owned())
}

/// An origin: scheme, host and perhaps a port.
pub(super) fn origin(text: &str) -> Option<String> {
    let origin = url(text)?;
    let rest = origin.split_once("://").map(|(_, rest)| rest)?;
    (!rest.contains('/')).then_some(origin)
}
