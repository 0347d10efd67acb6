//! Checks of the configuration before the platform is started or deployed.

use super::Config;
use super::reader::{Lookup, Problem, ProblemKind};

/// Checks the variables of a local start. `lookup` reads wrangler.toml and the developer's own file; the local stack
/// sets the variables that neither contains.
#[must_use]
pub fn check_development(lookup: &Lookup<'_>) -> Vec<Problem> {
    let config = Config::read(lookup);
    config.problems().filter(|problem| problem.kind != ProblemKind::Missing).cloned().collect()
}

/// Checks the variables of a deployment. `lookup` reads wrangler.toml; only the names of secrets are known here, so
/// `is_secret_set` returns whether a secret exists.
#[must_use]
pub fn check_deployment(lookup: &Lookup<'_>, is_secret_set: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let config = Config::read(lookup);
    let is_known = |problem: &&Problem| problem.kind == ProblemKind::Malformed || !is_secret_set(problem.variable);
    let mut problems: Vec<Problem> = config.problems().filter(is_known).cloned().collect();
    if let Ok(site) = config.site() {
        if !site.is_https() {
            problems.push(Problem::malformed("PUBLIC_URL", "an https URL, because cookies are sent over https only"));
        }
        if site.public_url.ends_with("example.com") {
            problems.push(Problem::malformed("PUBLIC_URL", "the platform's own URL, not that of the example"));
        }
    }
    problems
}
