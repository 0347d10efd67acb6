//! `cargo xtask deploy`: the built Worker to Cloudflare.

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{command, output, run as run_program};
use crate::step::step;
use crate::{build, config, setup};

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
/// There is no API token, a variable or secret is missing or wrong, the build failed, or wrangler refused.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    if std::env::var_os("CLOUDFLARE_API_TOKEN").is_none_or(|token| token.is_empty()) {
        bail!(
            "CLOUDFLARE_API_TOKEN is not set: make an API token that may edit Workers, D1, R2 and Queues \
             in the Cloudflare dashboard and set it in the environment"
        );
    }
    setup::run(paths, &setup::Arguments::default())?;
    let wrangler = |words: &[&str]| {
        let mut wrangler = command(paths.node_program("", "wrangler"));
        wrangler.args(words).current_dir(paths.root()).env("WRANGLER_SEND_METRICS", "false");
        if let Some(environment) = &arguments.environment {
            wrangler.args(["--env", environment]);
        }
        wrangler
    };
    step("configuration", || {
        let list = output(&mut wrangler(&["secret", "list", "--format", "json"]));
        let list =
            list.context("set the first secret with `wrangler secret put SEALING_KEYS`: that creates the Worker")?;
        let secrets = config::secret_names(&list)?;
        config::check_deployment(paths, arguments.environment.as_deref(), &secrets)
    })?;
    build::run(paths, &build::Arguments { worker: true, frontend: true, ..build::Arguments::default() })?;
    step("migrations", || run_program(&mut wrangler(&["d1", "migrations", "apply", "DB", "--remote"])))?;
    step("deploy", || run_program(&mut wrangler(&["deploy"])))
}
