//! Reads variables and collects their problems.

use std::fmt;

use crate::error::Error;

/// Returns the text of a variable or secret by its name.
pub(super) type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A problem with a variable, as one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub variable: &'static str,
    pub kind: ProblemKind,
    sentence: String,
}

/// The kind of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The variable is required and not set.
    Missing,
    /// The variable is not set, and another one that is set requires it.
    Incomplete,
    /// The value has the wrong format.
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

/// All problems of one concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences: Vec<&str> = self.0.iter().map(|problem| problem.sentence.as_str()).collect();
        formatter.write_str(&sentences.join("; "))
    }
}

impl From<&Problems> for Error {
    fn from(problems: &Problems) -> Self {
        Self::Internal(problems.to_string())
    }
}

/// Reads the variables of one concern. Reading continues after an invalid value, so that all problems are reported
/// together.
pub(super) struct Reader<'a> {
    lookup: &'a Lookup<'a>,
    /// The variable that makes the others of its group required.
    required_by: Option<&'static str>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Reads a concern. `read` returns `None` after a problem.
    pub(super) fn read<T>(lookup: &'a Lookup<'a>, read: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, Problems> {
        let mut reader = Self { lookup, required_by: None, problems: Vec::new() };
        let value = read(&mut reader);
        value.filter(|_| reader.problems.is_empty()).ok_or(Problems(reader.problems))
    }

    /// Reads a group of variables; `None` when its deciding variable is not set.
    pub(super) fn group<T>(
        lookup: &'a Lookup<'a>,
        deciding: &'static str,
        read: impl FnOnce(&mut Self, String) -> Option<T>,
    ) -> Result<Option<T>, Problems> {
        let Some(value) = text(lookup, deciding) else { return Ok(None) };
        Self::read(lookup, |reader| {
            reader.required_by = Some(deciding);
            read(reader, value).map(Some)
        })
    }

    /// An optional text.
    pub(super) fn optional(&self, variable: &str) -> Option<String> {
        text(self.lookup, variable)
    }

    /// A required text.
    pub(super) fn required(&mut self, variable: &'static str) -> Option<String> {
        let value = self.optional(variable);
        if value.is_none() {
            let (kind, sentence) = match self.required_by {
                None => (ProblemKind::Missing, format!("{variable} must be set")),
                Some(other) => (ProblemKind::Incomplete, format!("{variable} must be set, because {other} is set")),
            };
            self.problems.push(Problem { variable, kind, sentence });
        }
        value
    }

    /// A required text in a given format.
    pub(super) fn parsed<T>(
        &mut self,
        variable: &'static str,
        form: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(variable)?;
        self.note(variable, form, parse(&value))
    }

    /// An optional text in a given format.
    pub(super) fn optional_parsed<T>(
        &mut self,
        variable: &'static str,
        form: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(variable)?;
        self.note(variable, form, parse(&value))
    }

    /// An absolute URL, without a trailing slash.
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

/// The items of a comma-separated list.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Parses an http or https URL with a host. A path is allowed; query, fragment and credentials are not.
pub(super) fn url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'@' | b'\\'));
    (is_plain && !host.is_empty() && !host.starts_with(':')).then(|| text.trim_end_matches('/').to_owned())
}

/// Parses an origin: scheme, host and optional port.
pub(super) fn origin(text: &str) -> Option<String> {
    let origin = url(text)?;
    let rest = origin.split_once("://").map(|(_, rest)| rest)?;
    (!rest.contains('/')).then_some(origin)
}
