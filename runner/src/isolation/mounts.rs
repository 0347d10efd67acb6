//! The root directory of a sandbox: an empty file system with the system's programs, the folders of the build, and
//! nothing else of the machine.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::unistd::{chdir, pivot_root};

use super::Sandbox;

/// The programs and libraries of the system.
const SYSTEM: [&str; 8] = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix/store"];
/// What programs read in `/etc`. Other files may be the runner's configuration.
const SETTINGS: [&str; 10] = [
    "alternatives",
    "ca-certificates",
    "crypto-policies",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "nsswitch.conf",
    "pki",
    "ssl",
];
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
/// Bytes of everything that is written outside of the build's folders.
const SIZE: &str = "mode=0755,size=256m,nr_inodes=200k";
const EVERYONE: u32 = 0o1777;

/// Replaces the root of this process by the sandbox's. The process must have a mount namespace of its own.
///
/// # Errors
/// When the system refuses a mount.
pub fn enter(sandbox: &Sandbox) -> io::Result<()> {
    let none: Option<&str> = None;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none)?;
    let root = sandbox.mount_point.as_path();
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(Some("tmpfs"), root, Some("tmpfs"), flags, Some(SIZE))?;
    for folder in ["tmp", "var/tmp", "dev/shm"] {
        create_folder(&root.join(folder))?;
        fs::set_permissions(root.join(folder), Permissions::from_mode(EVERYONE))?;
    }
    system(root)?;
    settings(root, sandbox)?;
    devices(root)?;
    for path in &sandbox.readable {
        bind(path, root, MsFlags::MS_RDONLY | flags)?;
    }
    for path in &sandbox.copied {
        let target = inside(root, path);
        if target.exists() {
            continue;
        }
        create_folder(target.parent().unwrap_or(root))?;
        fs::write(&target, fs::read(path)?)?;
        fs::set_permissions(&target, Permissions::from_mode(0o444))?;
    }
    for path in &sandbox.writable {
        bind(path, root, flags)?;
    }
    create_folder(&root.join("proc"))?;
    mount(Some("proc"), &root.join("proc"), Some("proc"), flags | MsFlags::MS_NOEXEC, none)?;
    chdir(root)?;
    // stacks the old root upon the new one, from where it is taken away
    pivot_root(".", ".")?;
    umount2(".", MntFlags::MNT_DETACH)?;
    Ok(chdir("/")?)
}

fn system(root: &Path) -> io::Result<()> {
    for name in SYSTEM {
        let folder = Path::new("/").join(name);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_symlink() => symlink(fs::read_link(&folder)?, root.join(name))?,
            Ok(_) => bind(&folder, root, MsFlags::MS_RDONLY | MsFlags::MS_NOSUID | MsFlags::MS_NODEV)?,
            Err(_) => {}
        }
    }
    Ok(())
}

fn settings(root: &Path, sandbox: &Sandbox) -> io::Result<()> {
    create_folder(&root.join("etc"))?;
    for name in SETTINGS {
        let path = Path::new("/etc").join(name);
        if path.exists() {
            bind(&path, root, MsFlags::MS_RDONLY | MsFlags::MS_NOSUID | MsFlags::MS_NODEV)?;
        }
    }
    let (user, home) = (sandbox.user, sandbox.home.display());
    fs::write(root.join("etc/passwd"), format!("root:x:0:0::/:/bin/false\nbuild:x:{user}:{user}::{home}:/bin/sh\n"))?;
    fs::write(root.join("etc/group"), format!("root:x:0:\nbuild:x:{user}:\n"))?;
    fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n")
}

fn devices(root: &Path) -> io::Result<()> {
    for name in DEVICES {
        let device = Path::new("/dev").join(name);
        if device.exists() {
            File::create(root.join("dev").join(name))?;
            mount(Some(&device), &root.join("dev").join(name), None::<&str>, MsFlags::MS_BIND, None::<&str>)?;
        }
    }
    for (name, target) in [("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")] {
        symlink(Path::new("/proc/self").join(target), root.join("dev").join(name))?;
    }
    Ok(())
}

/// Shows a file or folder at its own path. What else is mounted below it stays away.
fn bind(path: &Path, root: &Path, flags: MsFlags) -> io::Result<()> {
    let target = inside(root, path);
    if path.is_dir() {
        create_folder(&target)?;
    } else {
        create_folder(target.parent().unwrap_or(root))?;
        File::create(&target)?;
    }
    let none: Option<&str> = None;
    let named = |error: Errno| io::Error::other(format!("cannot show {}: {error}", path.display()));
    mount(Some(path), &target, none, MsFlags::MS_BIND, none).map_err(named)?;
    mount(none, &target, none, MsFlags::MS_BIND | MsFlags::MS_REMOUNT | flags, none).map_err(named)
}

fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}

fn inside(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}
