//! Every developer command of the repository: `cargo xtask --help`.
//!
//! One file or folder per command. They share [`process`] (running programs), [`paths`] (files and folders), [`step`]
//! (output), [`fingerprint`] (skipping unchanged steps) and [`tools`] (pinned versions).
#![warn(unused_crate_dependencies)]
#![allow(clippy::disallowed_methods, reason = "runs on the developer's machine, never in wasm")]

mod bench;
mod build;
mod config;
mod deploy;
mod dev;
mod fingerprint;
mod fuzz;
mod keys;
mod openapi;
mod paths;
mod process;
mod setup;
mod size;
mod step;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use fallible_iterator as _; // for its features alone: see Cargo.toml

use crate::paths::Paths;

/// The developer commands of Steward.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Setup(setup::Arguments),
    Build(build::Arguments),
    Size(size::Arguments),
    Dev(dev::Arguments),
    Test(test::Arguments),
    Fuzz(fuzz::Arguments),
    Bench(bench::Arguments),
    Openapi(openapi::Arguments),
    Deploy(deploy::Arguments),
    Keys(keys::Arguments),
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    let paths = Paths::of_this_repository()?;
    match &arguments.command {
        Command::Setup(arguments) => setup::run(&paths, arguments)?,
        Command::Build(arguments) => build::run(&paths, arguments)?,
        Command::Size(arguments) => size::run(&paths, arguments)?,
        Command::Dev(arguments) => dev::run(&paths, arguments)?,
        Command::Test(arguments) => return test::run(&paths, arguments),
        Command::Fuzz(arguments) => fuzz::run(&paths, arguments)?,
        Command::Bench(arguments) => bench::run(&paths, arguments)?,
        Command::Openapi(arguments) => openapi::run(&paths, arguments)?,
        Command::Deploy(arguments) => deploy::run(&paths, arguments)?,
        Command::Keys(arguments) => keys::run(&paths, arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
