//! The platform's configuration: one type per concern, read from variables and secrets and validated as a whole.
//!
//! Each concern is validated by itself, so a missing key of one provider does not affect the others. The Worker reads
//! the configuration once per isolate (`edge::config`); `cargo xtask dev` and `cargo xtask deploy` check the same
//! variables before they start ([`check_development`], [`check_deployment`]).

mod check;
mod github;
mod mail;
mod reader;
mod sign_in;
mod site;
mod turnstile;

pub use check::{check_deployment, check_development};
pub use github::{GitHub, GitHubApp};
pub use mail::{Mail, MailTransport, Sender};
pub use reader::{Problem, ProblemKind, Problems};
pub use sign_in::{GitHubSignIn, GoogleSignIn, SignIn, SlackSignIn};
pub use site::{
    Administrators, BreachedPasswords, Dns, Limits, MAX_BUILD_MS, Outbound, Runner, RunnerLocation, SignUpMode, Site,
    Testing,
};
pub use turnstile::Turnstile;

use std::rc::Rc;

use crate::error::Error;
use crate::sealing::KeyRing;
use reader::{Lookup, Reader};

/// A concern's configuration, or its problems.
type Checked<T> = Result<T, Problems>;

/// The whole configuration.
#[derive(Debug)]
pub struct Config {
    site: Checked<Site>,
    limits: Checked<Limits>,
    administrators: Checked<Administrators>,
    sign_in: SignIn,
    sign_up_mode: Checked<SignUpMode>,
    github: GitHub,
    mail: Checked<Mail>,
    dns: Checked<Dns>,
    runner: Checked<Runner>,
    sealing: Checked<Rc<KeyRing>>,
    outbound: Outbound,
    breached_passwords: Checked<BreachedPasswords>,
    turnstile: Checked<Option<Turnstile>>,
    testing: Testing,
}

impl Config {
    /// Reads the configuration. `lookup` returns the text of a variable or secret by its name; an empty text counts as
    /// absent.
    pub fn read(lookup: &Lookup<'_>) -> Self {
        Self {
            site: Reader::read(lookup, Site::read),
            limits: Reader::read(lookup, Limits::read),
            administrators: Reader::read(lookup, Administrators::read),
            sign_in: SignIn::read(lookup),
            sign_up_mode: Reader::read(lookup, SignUpMode::read),
            github: GitHub::read(lookup),
            mail: Reader::read(lookup, Mail::read),
            dns: Reader::read(lookup, Dns::read),
            runner: Reader::read(lookup, Runner::read),
            sealing: Reader::read(lookup, |reader| {
                reader.parsed("SEALING_KEYS", "id:base64 of 32 bytes, several of them separated by commas", |text| {
                    KeyRing::parse(text).ok().map(Rc::new)
                })
            }),
            outbound: Outbound::read(lookup),
            breached_passwords: Reader::read(lookup, BreachedPasswords::read),
            turnstile: Turnstile::read(lookup),
            testing: Testing::read(lookup),
        }
    }

    /// All problems, in the order of the concerns.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        fn of<T>(concern: &Checked<T>) -> &[Problem] {
            concern.as_ref().err().map(Problems::problems).unwrap_or_default()
        }
        let concerns = [
            of(&self.site),
            of(&self.limits),
            of(&self.administrators),
            of(&self.sign_in.google),
            of(&self.sign_in.github),
            of(&self.sign_in.slack),
            of(&self.sign_up_mode),
            of(&self.github.urls),
            of(&self.github.app),
            of(&self.github.template),
            of(&self.mail),
            of(&self.dns),
            of(&self.breached_passwords),
            of(&self.turnstile),
            of(&self.runner),
            of(&self.sealing),
        ];
        concerns.into_iter().flatten()
    }

    /// The platform's URL, its environment and the allowed origins.
    ///
    /// # Errors
    /// [`Error::Internal`] with the variable that is not valid.
    pub fn site(&self) -> Result<&Site, Error> {
        self.site.as_ref().map_err(Error::from)
    }

    /// The rate limit of the API.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn limits(&self) -> Result<&Limits, Error> {
        self.limits.as_ref().map_err(Error::from)
    }

    /// The domains of the administrators' addresses.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn administrators(&self) -> Result<&Administrators, Error> {
        self.administrators.as_ref().map_err(Error::from)
    }

    /// The providers for signing in.
    #[must_use]
    pub const fn sign_in(&self) -> &SignIn {
        &self.sign_in
    }

    /// Who may sign up.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn sign_up_mode(&self) -> Result<SignUpMode, Error> {
        self.sign_up_mode.as_ref().copied().map_err(Error::from)
    }

    /// GitHub's URLs and the GitHub App.
    #[must_use]
    pub const fn github(&self) -> &GitHub {
        &self.github
    }

    /// The configuration of email.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn mail(&self) -> Result<&Mail, Error> {
        self.mail.as_ref().map_err(Error::from)
    }

    /// The service that knows passwords from data breaches.
    ///
    /// # Errors
    /// [`Error::Internal`] with the variable that is not valid.
    pub fn breached_passwords(&self) -> Result<&BreachedPasswords, Error> {
        self.breached_passwords.as_ref().map_err(Error::from)
    }

    /// Cloudflare Turnstile, where it is configured.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn turnstile(&self) -> Result<Option<&Turnstile>, Error> {
        Ok(self.turnstile.as_ref()?.as_ref())
    }

    /// The DNS resolver for domain verification.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn dns(&self) -> Result<&Dns, Error> {
        self.dns.as_ref().map_err(Error::from)
    }

    /// The service that runs builds.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn runner(&self) -> Result<&Runner, Error> {
        self.runner.as_ref().map_err(Error::from)
    }

    /// The keys that seal secrets and derive codes.
    ///
    /// # Errors
    /// As [`Self::site`].
    pub fn key_ring(&self) -> Result<&Rc<KeyRing>, Error> {
        self.sealing.as_ref().map_err(Error::from)
    }

    /// The configuration of requests to user-provided URLs.
    #[must_use]
    pub const fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    /// The configuration for tests.
    #[must_use]
    pub const fn testing(&self) -> &Testing {
        &self.testing
    }
}

#[cfg(test)]
mod tests;
