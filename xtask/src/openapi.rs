//! `cargo xtask openapi`: the OpenAPI document, and the types and permissions that the frontend generates from it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::paths::Paths;
use crate::process::{command, output, run as run_program};
use crate::step::step;

/// Write openapi.json from the Worker's routes, and the frontend's types and permissions from openapi.json.
#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; fail when one of the files is stale.
    #[arg(long)]
    pub check: bool,
}

const DOCUMENT: &str = "openapi.json";
const TYPES: &str = "frontend/src/api/schema.d.ts";
const PERMISSIONS: &str = "frontend/src/api/permissions.json";
/// The document's list of permissions: by name, which roles have each.
const PERMISSIONS_EXTENSION: &str = "x-permissions";

/// Generates the files, or compares them with what would be generated.
///
/// # Errors
/// The Worker does not compile, the generator failed, or (with `--check`) a file is stale.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let folder = paths.at("target/openapi");
    fs::create_dir_all(&folder)?;
    let fresh_document = folder.join("openapi.json");
    let document = step("OpenAPI document", || document_into(paths, &fresh_document))?;
    let permissions = permissions_in(&document)?;
    if arguments.check {
        let (fresh_types, fresh_permissions) = (folder.join("schema.d.ts"), folder.join("permissions.json"));
        fs::write(&fresh_permissions, permissions)?;
        generate_types(paths, &fresh_document, &fresh_types)?;
        must_equal(&paths.at(DOCUMENT), &fresh_document)?;
        must_equal(&paths.at(PERMISSIONS), &fresh_permissions)?;
        return must_equal(&paths.at(TYPES), &fresh_types);
    }
    fs::write(paths.at(DOCUMENT), document)?;
    fs::write(paths.at(PERMISSIONS), permissions)?;
    generate_types(paths, &paths.at(DOCUMENT), &paths.at(TYPES))
}

/// Has the Worker's test write the document, and reads it. A test, because its library is compiled for tests anyway.
fn document_into(paths: &Paths, file: &Path) -> Result<String> {
    // that of an earlier run must not be taken for this one's
    if file.exists() {
        fs::remove_file(file)?;
    }
    let mut cargo = command("cargo");
    cargo.args(["test", "--quiet", "--workspace", "--lib", "openapi_json_is_current"]).env("OPENAPI_OUTPUT", file);
    output(cargo.current_dir(paths.root()))?;
    let document = fs::read_to_string(file).context("the test wrote no OpenAPI document")?;
    let value: Value = serde_json::from_str(&document).context("the test wrote no JSON")?;
    if value.get("openapi").and_then(Value::as_str).is_none() {
        bail!("the test wrote JSON without an `openapi` version");
    }
    Ok(document)
}

/// The document's entry of each permission as JSON, one per line; empty when the document lists none.
fn permissions_in(document: &str) -> Result<String> {
    let document: Value = serde_json::from_str(document)?;
    let Some(listed) = document.get(PERMISSIONS_EXTENSION) else { return Ok("{}\n".to_owned()) };
    let listed = listed.as_object().with_context(|| format!("`{PERMISSIONS_EXTENSION}` is not an object"))?;
    let lines: Vec<_> = listed.iter().map(|(name, row)| format!("  {}: {row}", Value::from(name.as_str()))).collect();
    Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
}

fn generate_types(paths: &Paths, document: &Path, types: &Path) -> Result<()> {
    if let Some(folder) = types.parent() {
        fs::create_dir_all(folder)?;
    }
    step("frontend types", || {
        let mut generator = command(paths.node_program("", "openapi-typescript"));
        generator.arg(document).arg("--output").arg(types).current_dir(paths.root());
        run_program(generator.stdout(std::process::Stdio::null()))
    })
}

fn must_equal(checked_in: &Path, fresh: &Path) -> Result<()> {
    if fs::read(checked_in).ok() != Some(fs::read(fresh)?) {
        bail!("{} is stale: run `cargo xtask openapi` and commit the changes", checked_in.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{must_equal, permissions_in};

    #[test]
    fn permissions_are_those_of_the_document() {
        let document = r#"{"x-permissions":{"audit.view":{"roles":["owner","admin"]},"estate.view":{"roles":[]}}}"#;
        let written = permissions_in(document).unwrap();
        let lines: Vec<_> = written.lines().collect();
        assert_eq!(
            lines,
            ["{", r#"  "audit.view": {"roles":["owner","admin"]},"#, r#"  "estate.view": {"roles":[]}"#, "}"]
        );
        assert_eq!(permissions_in(r#"{"openapi":"3.1.0"}"#).unwrap(), "{}\n");
        assert!(permissions_in(r#"{"x-permissions":[]}"#).is_err());
    }

    #[test]
    fn a_stale_or_missing_file_is_named_with_the_command_that_mends_it() {
        let folder = std::env::temp_dir().join(format!("xtask-openapi-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (old, new) = (folder.join("old.json"), folder.join("new.json"));
        std::fs::write(&new, "new").unwrap();
        assert!(must_equal(&old, &new).is_err());
        std::fs::write(&old, "old").unwrap();
        let refusal = must_equal(&old, &new).unwrap_err().to_string();
        assert!(refusal.contains("old.json is stale: run `cargo xtask openapi`"), "{refusal}");
        std::fs::write(&old, "new").unwrap();
        assert!(must_equal(&old, &new).is_ok());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
