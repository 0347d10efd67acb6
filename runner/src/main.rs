//! The program: `steward-runner` serves HTTP; `steward-runner process-guard …` supervises one child process of a build;
//! `steward-runner sandbox …` is the first process in a build's sandbox.

use std::process::ExitCode;

use steward_runner::configuration::Configuration;
use steward_runner::process::process_guard;
use steward_runner::server;

/// The exit code for an invalid configuration (`EX_CONFIG` of `sysexits.h`).
const EXIT_CONFIGURATION: u8 = 78;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(mode) if mode == process_guard::MODE => process_guard::run(arguments),
        #[cfg(target_os = "linux")]
        Some(mode) if mode == steward_runner::isolation::init::MODE => steward_runner::isolation::init::run(arguments),
        Some(_) => {
            eprintln!(
                "steward-runner takes no arguments; configure it by environment variables (see runner/README.md)"
            );
            ExitCode::from(EXIT_CONFIGURATION)
        }
        None => serve(),
    }
}

fn serve() -> ExitCode {
    let configuration = match Configuration::read(|name| std::env::var(name).ok()) {
        Ok(configuration) => configuration,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(EXIT_CONFIGURATION);
        }
    };
    match server::run(configuration) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
