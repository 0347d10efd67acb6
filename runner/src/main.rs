//! The program: `steward-runner` serves, `steward-runner guard …` watches one child process of a build.

use std::process::ExitCode;

use steward_runner::configuration::Configuration;
use steward_runner::process::guard;
use steward_runner::server;

/// What a wrong setting ends the program with, as `sysexits.h` has it for a configuration error.
const EXIT_CONFIGURATION: u8 = 78;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(role) if role == guard::ROLE => guard::run(arguments),
        Some(_) => {
            eprintln!("steward-runner takes no arguments; it is configured by the environment (see runner/README.md)");
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
