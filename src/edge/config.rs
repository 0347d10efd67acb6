//! The configuration, read from the bindings once in each isolate. Its types and their rules are in
//! [`steward_kernel::config`]; no other code looks up a variable by its name.

use std::cell::OnceCell;
use std::rc::Rc;

use steward_kernel::config::Config;
use steward_kernel::error::Error;
use steward_kernel::sealing::KeyRing;

use super::{Edge, log};

thread_local! {
    // variables do not change during an isolate's lifetime
    static CONFIG: OnceCell<Rc<Config>> = const { OnceCell::new() };
}

impl Edge {
    /// Returns the configuration. Invalid settings are logged when they are read; using one of them is an error.
    #[must_use]
    pub fn config(&self) -> Rc<Config> {
        CONFIG.with(|known| known.get_or_init(|| Rc::new(self.read_config())).clone())
    }

    fn read_config(&self) -> Config {
        let config = Config::read(&|name| super::bridge::binding(&self.inner.env, name).as_string());
        for problem in config.problems() {
            log::error("read configuration failed", &[("error", problem.to_string().into())]);
        }
        config
    }

    /// The public URL of the platform, without a trailing slash.
    ///
    /// # Errors
    /// [`Error::Internal`] when `PUBLIC_URL` is not valid.
    pub fn public_url(&self) -> Result<String, Error> {
        Ok(self.config().site()?.public_url.clone())
    }

    /// The keys that seal secrets and derive codes.
    ///
    /// # Errors
    /// [`Error::Internal`] when `SEALING_KEYS` is not valid.
    pub fn key_ring(&self) -> Result<Rc<KeyRing>, Error> {
        Ok(self.config().key_ring()?.clone())
    }
}
