//! `cargo xtask dev`: everything on this machine, offline, with a demo organization.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::process::typescript;
use crate::{build, config, setup};

/// Set up, build and start everything locally: Worker, frontend, runner and the simulated external services.
#[derive(clap::Args)]
pub struct Arguments {
    /// The port of the page and the API on 127.0.0.1.
    #[arg(long, default_value_t = 8787)]
    pub port: u16,
}

/// Becomes the local stack; Ctrl-C and every other signal reach it directly.
///
/// # Errors
/// The port is taken, a variable is wrong, or set-up or build failed.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    check_port(arguments.port)?;
    config::check_development(paths)?;
    setup::run(paths, &setup::Arguments::default())?;
    build::run(paths, &build::Arguments::default())?;
    let mut stack = typescript(&paths.at("tests/stack/dev.ts"));
    stack.args(["--port", &arguments.port.to_string()]).current_dir(paths.root());
    let error = stack.exec();
    bail!("cannot start node for the local stack: {error}")
}

fn check_port(port: u16) -> Result<()> {
    if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!(
            "port {port} is in use: stop the program that uses it, or choose another port with `cargo xtask dev --port`"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_port;
    use std::net::TcpListener;

    #[test]
    fn a_taken_port_is_named_before_anything_is_built() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let refusal = check_port(port).unwrap_err().to_string();
        assert!(refusal.contains(&port.to_string()) && refusal.contains("--port"), "{refusal}");
        drop(listener);
        assert!(check_port(port).is_ok());
    }
}
