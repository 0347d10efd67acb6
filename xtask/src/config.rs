//! Checks the configuration before the platform starts: the variables of wrangler.toml, with those of `.dev.vars` for local
//! development and with the names of the secrets for a deployment.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use steward_kernel::config::{self, Problem};

use crate::paths::Paths;

const WRANGLER: &str = "wrangler.toml";
const DEV_VARS: &str = ".dev.vars";

type Variables = HashMap<String, String>;

/// Checks what `cargo xtask dev` starts with.
///
/// # Errors
/// A file cannot be read, or a variable is wrong: one sentence for each.
pub fn check_development(paths: &Paths) -> Result<()> {
    let mut variables = wrangler_variables(&read(paths, WRANGLER)?, None)?;
    let own = paths.at(DEV_VARS);
    if own.exists() {
        variables.extend(own_variables(&read(paths, DEV_VARS)?)?);
    }
    let problems = config::check_development(&|name| variables.get(name).cloned());
    refuse(&problems, &format!("correct it in {DEV_VARS}"))
}

/// Checks what `cargo xtask deploy` deploys. `secrets` are the names of the secrets that are set.
///
/// # Errors
/// As [`check_development`].
pub fn check_deployment(paths: &Paths, environment: Option<&str>, secrets: &[String]) -> Result<()> {
    let variables = wrangler_variables(&read(paths, WRANGLER)?, environment)?;
    let is_secret_set = |name: &str| secrets.iter().any(|secret| secret == name);
    let problems = config::check_deployment(&|name| variables.get(name).cloned(), &is_secret_set);
    refuse(&problems, &format!("correct it in {WRANGLER}, or set a secret with `wrangler secret put`"))
}

/// The names in the output of `wrangler secret list`.
///
/// # Errors
/// The text is not wrangler's JSON.
pub fn secret_names(list: &str) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Secret {
        name: String,
    }
    let secrets: Vec<Secret> =
        serde_json::from_str(list).context("`wrangler secret list` did not print a list of secrets")?;
    Ok(secrets.into_iter().map(|secret| secret.name).collect())
}

fn read(paths: &Paths, file: &str) -> Result<String> {
    fs::read_to_string(paths.at(file)).with_context(|| format!("cannot read {file}"))
}

fn refuse(problems: &[Problem], advice: &str) -> Result<()> {
    let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
    match sentences.as_slice() {
        [] => Ok(()),
        [sentence] => bail!("{sentence}; {advice}"),
        sentences => bail!("{}; {advice}", sentences.join("\n       ")),
    }
}

/// The variables of an environment of wrangler.toml. An environment inherits none of the top level.
fn wrangler_variables(text: &str, environment: Option<&str>) -> Result<Variables> {
    #[derive(Deserialize)]
    struct Environment {
        #[serde(default)]
        vars: Variables,
    }
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        vars: Variables,
        #[serde(default)]
        env: HashMap<String, Environment>,
    }
    let mut file: File = toml::from_str(text).with_context(|| format!("{WRANGLER} cannot be read"))?;
    match environment {
        None => Ok(file.vars),
        Some(name) => match file.env.remove(name) {
            Some(environment) => Ok(environment.vars),
            None => bail!("{WRANGLER} has no environment `{name}`"),
        },
    }
}

/// An empty value leaves the variable as it is.
fn own_variables(text: &str) -> Result<Variables> {
    let pairs = dotenvy::from_read_iter(text.as_bytes()).collect::<Result<Variables, _>>();
    let pairs = pairs.with_context(|| format!("{DEV_VARS} cannot be read"))?;
    Ok(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[vars]\nPUBLIC_URL = \"https://a.test\"\n[env.staging.vars]\nPUBLIC_URL = \"https://b.test\"\n";

    #[test]
    fn an_environment_has_variables_of_its_own() {
        let of = |environment| wrangler_variables(FILE, environment).map(|variables| variables["PUBLIC_URL"].clone());
        assert_eq!(of(None).unwrap(), "https://a.test");
        assert_eq!(of(Some("staging")).unwrap(), "https://b.test");
        assert!(of(Some("other")).unwrap_err().to_string().contains("`other`"));
    }

    #[test]
    fn own_variables_may_be_quoted_or_empty() {
        let variables = own_variables("# a comment\nA=1\nB=\"two\\nlines\"\nC=\n").unwrap();
        assert_eq!(variables, Variables::from([("A".into(), "1".into()), ("B".into(), "two\nlines".into())]));
    }

    #[test]
    fn the_repository_starts_locally_and_its_example_is_not_deployed() {
        let paths = Paths::of_this_repository().unwrap();
        let variables = wrangler_variables(&read(&paths, WRANGLER).unwrap(), None).unwrap();
        assert_eq!(config::check_development(&|name| variables.get(name).cloned()), []);
        let refusal = check_deployment(&paths, None, &["SEALING_KEYS".to_owned()]).unwrap_err().to_string();
        assert!(refusal.contains("PUBLIC_URL") && refusal.contains("RESEND_API_KEY"), "{refusal}");
        assert!(!refusal.contains("SEALING_KEYS"), "{refusal}");
    }

    #[test]
    fn a_wrong_variable_is_named() {
        let mut variables =
            wrangler_variables(&read(&Paths::of_this_repository().unwrap(), WRANGLER).unwrap(), None).unwrap();
        variables.extend(own_variables("API_LIMIT_PER_MINUTE=many\n").unwrap());
        let problems = config::check_development(&|name| variables.get(name).cloned());
        let refusal = refuse(&problems, "correct it").unwrap_err().to_string();
        assert!(refusal.starts_with("API_LIMIT_PER_MINUTE must be "), "{refusal}");
    }

    #[test]
    fn names_of_secrets_are_read() {
        assert_eq!(secret_names(r#"[{"name":"SEALING_KEYS","type":"secret_text"}]"#).unwrap(), ["SEALING_KEYS"]);
        assert!(secret_names("no secrets").is_err());
    }
}
