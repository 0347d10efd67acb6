//! Prepares the sandboxes of builds.

use std::env;
use std::fs;
use std::io;
use std::net;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use nix::unistd::{Gid, Uid, chown, geteuid};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, spawn_blocking};

use super::egress::{self, Endpoint, Rule};
use super::memory_group::{MemoryGroup, MemoryGroups};
use super::network::Network;
use super::users::{User, Users};
use super::{Limits, Sandbox, disk, toolchain};
use crate::build_request::BuildRequest;
use crate::configuration::Configuration;
use crate::process::environment::Environment;
use crate::process::{own_program, process_guard};
use crate::steps::BuildDirectory;

/// What all sandboxes of a runner have in common.
#[derive(Debug)]
pub struct Isolator {
    users: Arc<Users>,
    caches: PathBuf,
    mount_point: PathBuf,
    readable: Vec<PathBuf>,
    copied: Vec<PathBuf>,
    memory: Option<MemoryGroups>,
    limits: Limits,
    rule: Rule,
    upstream: Option<Endpoint>,
    /// The network of the next build.
    spare: Spare,
}

type Spare = Arc<Mutex<Option<(Network, net::TcpListener)>>>;

impl Isolator {
    /// Sets up a sandbox as builds get it, and looks from inside whether it holds.
    ///
    /// # Errors
    /// Why builds cannot be isolated.
    pub async fn detect(configuration: &Configuration, work: &Path, own_port: u16) -> Result<Self, String> {
        if !geteuid().is_root() {
            return Err("it does not run as root".into());
        }
        let (configuration, work) = (configuration.clone(), work.to_owned());
        let detected = spawn_blocking(move || -> Result<Self, String> {
            let isolator = Self::new(&configuration, &work, own_port).map_err(|error| error.to_string())?;
            isolator.probe(&work).map_err(|error| error.to_string())?;
            Ok(isolator)
        });
        detected.await.map_err(|error| error.to_string())?
    }

    fn new(configuration: &Configuration, work: &Path, own_port: u16) -> io::Result<Self> {
        let mount_point = work.join("sandbox");
        fs::create_dir_all(&mount_point)?;
        let copied = toolchain::copied(configuration);
        let upstream = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
        let mut upstream = upstream.iter().filter(|name| configuration.pass_environment.iter().any(|it| it == **name));
        Ok(Self {
            users: Arc::new(Users::new(configuration.uid_base)),
            caches: work.join("cache"),
            mount_point,
            readable: toolchain::readable(configuration, work),
            memory: MemoryGroups::find(),
            limits: configuration.limits,
            rule: Rule {
                named: package_servers(configuration, &copied),
                hosts: configuration.egress_hosts.clone(),
                own_port,
            },
            upstream: upstream.find_map(|name| Endpoint::of_url(&env::var(name).ok()?)),
            copied,
            spare: Spare::default(),
        })
    }

    /// Whether memory is limited for a build as a whole.
    #[must_use]
    pub fn limits_whole_memory(&self) -> bool {
        self.memory.is_some()
    }

    fn probe(&self, work: &Path) -> io::Result<()> {
        let directory = BuildDirectory::create(work.join("builds/probe"))?;
        let result = self.probe_in(work, &directory);
        directory.remove()?;
        result
    }

    fn probe_in(&self, work: &Path, directory: &BuildDirectory) -> io::Result<()> {
        let (network, _listener) = Network::create()?;
        let user = self.users.acquire();
        own(directory, user.id)?;
        let memory = self.memory.as_ref().map(|groups| groups.create("probe", self.limits.memory_bytes)).transpose()?;
        let sandbox = self.sandbox(&user, None, &network, memory.as_ref(), directory);
        let mut child = Command::new(own_program()?)
            .args([process_guard::MODE, process_guard::SANDBOX])
            .arg(serde_json::to_string(&sandbox)?)
            .args([
                "/bin/sh",
                "-c",
                r#"test "$(id -u)" = "$1" && test -w "$2" && ! test -e "$3" && test "$$" -lt 9"#,
                "sh",
            ])
            .arg(user.id.to_string())
            .arg(directory.home())
            .arg(work.join("lock"))
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .current_dir(directory.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        // when it closes, the guard ends the command
        let guard_stdin = child.stdin.take();
        let output = child.wait_with_output()?;
        drop(guard_stdin);
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim();
        Err(io::Error::other(if said.is_empty() { "a sandbox does not hold" } else { said }))
    }

    /// Opens the sandbox of a build, and gives its directory to its user.
    ///
    /// # Errors
    /// When the system refuses a part of it.
    pub async fn open(&self, request: &BuildRequest, directory: &BuildDirectory) -> io::Result<BuildSandbox> {
        let user = self.users.acquire();
        own(directory, user.id)?;
        let (network, listener) = self.network().await?;
        // what has no organization shares nothing
        let cache = match &request.tenant {
            Some(organization) => Some(self.users.open_cache(&self.caches, organization)?),
            None => None,
        };
        let memory =
            self.memory.as_ref().map(|groups| groups.create(request.build_id.as_ref(), self.limits.memory_bytes));
        let memory = memory.transpose()?;
        let mut rule = self.rule.clone();
        rule.named.extend(Endpoint::of_url(request.clone_url.as_str()));
        let proxy = tokio::spawn(egress::serve(TcpListener::from_std(listener)?, rule, self.upstream.clone()));
        Ok(BuildSandbox {
            sandbox: self.sandbox(&user, cache.as_ref(), &network, memory.as_ref(), directory),
            cache: cache.map_or_else(|| directory.home().join(".cache"), |(cache, _)| cache),
            network,
            memory,
            proxy,
            _user: user,
        })
    }

    /// A new network. The next one is created meanwhile, because that takes longer than all else.
    async fn network(&self) -> io::Result<(Network, net::TcpListener)> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        let network = match spare {
            Some(network) => network,
            None => spawn_blocking(Network::create).await.map_err(io::Error::other)??,
        };
        let spare = Arc::clone(&self.spare);
        spawn_blocking(move || {
            if let Ok(next) = Network::create() {
                *spare.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
            }
        });
        Ok(network)
    }

    fn sandbox(
        &self,
        user: &User,
        cache: Option<&(PathBuf, u32)>,
        network: &Network,
        memory: Option<&MemoryGroup>,
        directory: &BuildDirectory,
    ) -> Sandbox {
        Sandbox {
            mount_point: self.mount_point.clone(),
            user: user.id,
            cache_group: cache.map(|(_, group)| *group),
            network: network.path(),
            memory_group: memory.map(|group| group.directory().to_owned()),
            readable: self.readable.clone(),
            writable: [directory.root().to_owned()].into_iter().chain(cache.map(|(cache, _)| cache.clone())).collect(),
            copied: self.copied.clone(),
            home: directory.home(),
            limits: self.limits,
        }
    }
}

/// The sandbox of one build, which all its commands share.
#[derive(Debug)]
pub struct BuildSandbox {
    sandbox: Sandbox,
    cache: PathBuf,
    network: Network,
    memory: Option<MemoryGroup>,
    proxy: JoinHandle<()>,
    _user: User,
}

impl BuildSandbox {
    /// What a command of the build gets.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Variables that lead programs to the runner's proxy.
    #[must_use]
    pub fn environment(&self) -> Environment {
        let proxy = format!("http://{}", self.network.address);
        let names = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];
        let proxies = names.map(|name| (name.into(), proxy.clone().into()));
        let rest = [("NO_PROXY", ""), ("no_proxy", ""), ("NODE_USE_ENV_PROXY", "1")];
        proxies.into_iter().chain(rest.map(|(name, value)| (name.into(), value.into()))).collect()
    }

    /// The cache of the build's organization.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.cache.clone()
    }

    /// Whether the system ended processes of the build because they took too much memory.
    #[must_use]
    pub fn ran_out_of_memory(&self) -> bool {
        self.memory.as_ref().is_some_and(MemoryGroup::has_killed)
    }

    /// Returns when the build has more on disk than it may.
    pub async fn disk_exceeded(&self) {
        disk::exceeded(self.sandbox.writable.clone(), self.sandbox.user, self.sandbox.limits.disk_bytes).await;
    }

    /// Gives a file of the runner to the build's user.
    ///
    /// # Errors
    /// File system errors.
    pub fn give(&self, path: &Path) -> io::Result<()> {
        give(path, self.sandbox.user)
    }
}

impl Drop for BuildSandbox {
    fn drop(&mut self) {
        self.proxy.abort();
    }
}

fn own(directory: &BuildDirectory, user: u32) -> io::Result<()> {
    directory.open_to_others()?;
    directory.parts().iter().try_for_each(|part| give(part, user))
}

fn give(path: &Path, user: u32) -> io::Result<()> {
    Ok(chown(path, Some(Uid::from_raw(user)), Some(Gid::from_raw(user)))?)
}

/// The servers of packages that the runner's operator has configured, which may be inside a private network.
fn package_servers(configuration: &Configuration, files: &[PathBuf]) -> Vec<Endpoint> {
    let is_registry =
        |name: &str| name.to_ascii_lowercase().ends_with("registry") || name.ends_with("npmRegistryServer");
    let variables = configuration.pass_environment.iter().filter(|name| is_registry(name));
    let urls = variables.filter_map(|name| env::var(name).ok());
    let servers = configuration.egress_servers.iter().cloned();
    let lines = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    let settings = lines.flat_map(|text| {
        let settings = text.lines().filter_map(|line| line.split_once('='));
        let urls = settings.filter(|(name, _)| is_registry(name.trim())).map(|(_, url)| url.trim().to_owned());
        urls.collect::<Vec<_>>()
    });
    servers.chain(urls.chain(settings).filter_map(|url| Endpoint::of_url(&url))).collect()
}
