//! `cargo xtask deploy`: the built Worker to Cloudflare.

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::process::{command, run as run_program};
use crate::step::step;
use crate::{build, setup};

/// Build, apply the migrations to the remote database, and deploy with wrangler.
#[derive(clap::Args)]
pub struct Arguments {
    /// The environment of wrangler.toml to deploy.
    #[arg(long)]
    pub environment: Option<String>,
}

/// The migrations go first: they only add, so the version that is still running keeps working.
///
/// # Errors
/// There is no API token, the build failed, or wrangler refused.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    if std::env::var_os("CLOUDFLARE_API_TOKEN").is_none_or(|token| token.is_empty()) {
        bail!(
            "CLOUDFLARE_API_TOKEN is not set: make an API token that may edit Workers, D1, R2 and Queues \
             in the Cloudflare dashboard and set it in the environment"
        );
    }
    setup::run(paths, &setup::Arguments::default())?;
    build::run(paths, &build::Arguments { worker: true, frontend: true, ..build::Arguments::default() })?;
    let wrangler = |words: &[&str]| {
        let mut wrangler = command(paths.node_program("", "wrangler"));
        wrangler.args(words).current_dir(paths.root()).env("WRANGLER_SEND_METRICS", "false");
        if let Some(environment) = &arguments.environment {
            wrangler.args(["--env", environment]);
        }
        run_program(&mut wrangler)
    };
    step("migrations", || wrangler(&["d1", "migrations", "apply", "DB", "--remote"]))?;
    step("deploy", || wrangler(&["deploy"]))
}
