//! What the commands that start the platform check before they do.

use super::Config;
use super::reader::{Lookup, Problem, ProblemKind};

/// What is wrong with the variables of a local start. `lookup` knows what wrangler.toml and the developer's own file say; a
/// variable that neither sets is the local stack's to set.
#[must_use]
pub fn check_development(lookup: &Lookup<'_>) -> Vec<Problem> {
    let config = Config::read(lookup);
    config.problems().filter(|problem| problem.kind != ProblemKind::Missing).cloned().collect()
}

/// What is wrong with the variables of a deployment. `lookup` knows what wrangler.toml says; of a secret only its name is
/// known here, so `is_secret_set` says whether there is one of that name.
#[must_use]
pub fn check_deployment(lookup: &Lookup<'_>, is_secret_set: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let config = Config::read(lookup);
    let is_known = |problem: &&Problem| problem.kind == ProblemKind::Malformed || !is_secret_set(problem.variable);
    let mut problems: Vec<Problem> = config.problems().filter(is_known).cloned().collect();
    if let Ok(site) = config.site() {
        if !site.is_https() {
            problems.push(Problem::malformed("PUBLIC_URL", "an https address: cookies are sent over https only"));
        }
        if site.public_url.ends_with("example.com") {
            problems.push(Problem::malformed("PUBLIC_URL", "the platform's own address, not the example's"));
        }
    }
    problems
}
