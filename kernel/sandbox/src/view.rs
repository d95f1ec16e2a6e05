//! The file system of the sandbox: built from nothing, so that what is not shown is not there.

use crate::layer::{Layer, Missing};
use crate::plan::{Plan, Shown, What};
use crate::sys;
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountPropagationFlags, MoveMountFlags,
    OpenTreeFlags, UnmountFlags,
};
use std::cell::RefCell;
use std::fmt::Display;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Bytes and files of the root, which holds nothing but names of what is mounted in it.
const ROOT_SIZE: u64 = 4 << 20;
/// A file without content, to be laid over others.
const NOTHING: &str = ".nothing";

/// Files of /proc that tell of the kernel, or are orders to it.
const OWNERS_ONLY: [&str; 15] = [
    "allocinfo",
    "kcore",
    "keys",
    "key-users",
    "kmsg",
    "kpagecgroup",
    "kpagecount",
    "kpageflags",
    "latency_stats",
    "pagetypeinfo",
    "sched_debug",
    "slabinfo",
    "sysrq-trigger",
    "timer_list",
    "vmallocinfo",
];

/// Makes the view and enters it; what was before is out of reach then.
pub(crate) fn enter(plan: &Plan) -> Result<(), Missing> {
    let failed = |error: Errno| missing("the root", error);
    let apart = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    rustix::mount::mount_change("/", apart).map_err(failed)?;
    rustix::process::chdir("/").map_err(failed)?;
    let outside = open(CWD, Path::new("/")).map_err(failed)?;
    let root = memory(ROOT_SIZE, MountAttrFlags::empty()).map_err(failed)?;
    // Where no source lies, so that nothing that is needed gets covered.
    attach(&root, &open(CWD, Path::new("/proc")).map_err(failed)?).map_err(failed)?;
    make_file(&root, Path::new(NOTHING)).map_err(failed)?;
    let view = View {
        outside,
        root,
        sealed: RefCell::default(),
    };
    for shown in &plan.view {
        view.show(shown)
            .map_err(|error| missing(shown.path.display(), error))?;
    }
    view.processes(plan)
        .map_err(|error| Missing::new(Layer::Proc, error))?;
    view.lock().map_err(failed)?;
    rustix::process::chdir(&plan.directory)
        .map_err(|error| missing(plan.directory.display(), error))
}

fn missing(what: impl Display, error: Errno) -> Missing {
    Missing::new(Layer::View, format!("{what}: {error}"))
}

struct View {
    outside: OwnedFd,
    root: OwnedFd,
    /// Empty folders, in which something may still be mounted; they are closed at the end.
    sealed: RefCell<Vec<OwnedFd>>,
}

impl View {
    fn show(&self, shown: &Shown) -> rustix::io::Result<()> {
        let plain = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV;
        let fixed = plain | MountAttrFlags::MOUNT_ATTR_RDONLY;
        let path = &shown.path;
        match &shown.what {
            What::ReadOnly => self.bind(path, path, fixed),
            What::Writable | What::Pinned => self.bind(path, path, plain),
            What::WritableFrom(source) => self.bind(source, path, plain),
            What::Device => self.bind(
                path,
                path,
                MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NOEXEC,
            ),
            What::Memory(size) => attach(&memory(*size, plain)?, &self.place(path, true)?),
            What::NothingThere { is_folder: true } => {
                let empty = memory(64 << 10, plain)?;
                attach(&empty, &self.place(path, true)?)?;
                self.sealed.borrow_mut().push(empty);
                Ok(())
            }
            What::NothingThere { is_folder: false } => {
                let nothing = open(&self.root, Path::new(NOTHING))?;
                let tree = tree(&nothing, fixed)?;
                attach(&tree, &self.place(path, false)?)
            }
            What::Link(to) => {
                self.folder(path.parent().unwrap_or(Path::new("/")))?;
                rustix::fs::symlinkat(to, &self.root, below_root(path))
            }
        }
    }

    /// Shows `source` as it is outside under the name `target`.
    fn bind(
        &self,
        source: &Path,
        target: &Path,
        attributes: MountAttrFlags,
    ) -> rustix::io::Result<()> {
        let source = open(&self.outside, source)?;
        let status = rustix::fs::fstat(&source)?;
        let is_folder = rustix::fs::FileType::from_raw_mode(status.st_mode).is_dir();
        let tree = tree(&source, attributes)?;
        attach(&tree, &self.place(target, is_folder)?)
    }

    /// The folder or file to mount something on.
    fn place(&self, path: &Path, is_folder: bool) -> rustix::io::Result<OwnedFd> {
        match open(&self.root, path) {
            Err(Errno::NOENT) => {}
            other => return other,
        }
        if is_folder {
            self.folder(path)?;
        } else {
            self.folder(path.parent().unwrap_or(Path::new("/")))?;
            make_file(&self.root, &below_root(path))?;
        }
        open(&self.root, path)
    }

    fn folder(&self, path: &Path) -> rustix::io::Result<()> {
        let mut at = PathBuf::new();
        for part in below_root(path).components() {
            at.push(part);
            match rustix::fs::mkdirat(&self.root, &at, Mode::from_raw_mode(0o755)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The sandbox's own processes, and how many there may be where the kernel counts them for each namespace.
    fn processes(&self, plan: &Plan) -> rustix::io::Result<()> {
        let context = rustix::mount::fsopen("proc", FsOpenFlags::FSOPEN_CLOEXEC)?;
        rustix::mount::fsconfig_create(&context)?;
        let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID
            | MountAttrFlags::MOUNT_ATTR_NODEV
            | MountAttrFlags::MOUNT_ATTR_NOEXEC;
        let proc = rustix::mount::fsmount(&context, FsMountFlags::FSMOUNT_CLOEXEC, attributes)?;
        let most = format!("{}", plan.limits.processes.max(512));
        let flags = OFlags::WRONLY | OFlags::CLOEXEC;
        if let Ok(file) = rustix::fs::openat(&proc, "sys/kernel/pid_max", flags, Mode::empty()) {
            // Before Linux 6.14 there is one number for all: it can't be written, and the watch counts instead.
            rustix::io::write(&file, most.as_bytes()).ok();
        }
        sys::mount_attributes(
            proc.as_fd(),
            u64::from(MountAttrFlags::MOUNT_ATTR_RDONLY.bits()),
            true,
        )
        .map_err(errno)?;
        attach(&proc, &self.place(Path::new("/proc"), true)?)?;
        self.cover_the_kernel()
    }

    /// What of the kernel only its owner may read is nobody's here, whoever runs the program.
    fn cover_the_kernel(&self) -> rustix::io::Result<()> {
        let nothing = open(&self.root, Path::new(NOTHING))?;
        let fixed = MountAttrFlags::MOUNT_ATTR_RDONLY;
        for name in OWNERS_ONLY {
            match open(&self.root, &Path::new("proc").join(name)) {
                Ok(place) => attach(&tree(&nothing, fixed)?, &place)?,
                Err(Errno::NOENT) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes the root what it is called, lets go of the old one, and keeps it from being changed.
    fn lock(&self) -> rustix::io::Result<()> {
        rustix::process::fchdir(&self.root)?;
        rustix::process::pivot_root(".", ".")?;
        rustix::mount::unmount(".", UnmountFlags::DETACH)?;
        rustix::process::chdir("/")?;
        let fixed = MountAttrFlags::MOUNT_ATTR_RDONLY
            | MountAttrFlags::MOUNT_ATTR_NOSUID
            | MountAttrFlags::MOUNT_ATTR_NODEV;
        let sealed = self.sealed.borrow();
        for mount in sealed.iter().chain([&self.root]) {
            sys::mount_attributes(mount.as_fd(), u64::from(fixed.bits()), false).map_err(errno)?;
        }
        Ok(())
    }
}

fn errno(error: std::io::Error) -> Errno {
    Errno::from_io_error(&error).unwrap_or(Errno::IO)
}

/// Opens what the path names without following a link: what was planned is what is used.
fn open(from: impl AsFd, path: &Path) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let resolve = ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let path = Path::new(".").join(below_root(path));
    rustix::fs::openat2(from, path, flags, Mode::empty(), resolve)
}

fn below_root(path: &Path) -> PathBuf {
    let bytes = path.as_os_str().as_bytes();
    let start = bytes.iter().take_while(|byte| **byte == b'/').count();
    PathBuf::from(std::ffi::OsStr::from_bytes(&bytes[start..]))
}

fn make_file(root: &OwnedFd, path: &Path) -> rustix::io::Result<()> {
    let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    rustix::fs::openat(root, path, flags, Mode::from_raw_mode(0o444)).map(drop)
}

/// A copy of a place with all that is mounted below it, not attached anywhere yet.
fn tree(source: &OwnedFd, attributes: MountAttrFlags) -> rustix::io::Result<OwnedFd> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE
        | OpenTreeFlags::OPEN_TREE_CLOEXEC
        | OpenTreeFlags::AT_EMPTY_PATH
        | OpenTreeFlags::AT_RECURSIVE;
    let tree = rustix::mount::open_tree(source, "", flags)?;
    sys::mount_attributes(tree.as_fd(), u64::from(attributes.bits()), true).map_err(errno)?;
    Ok(tree)
}

fn memory(size: u64, attributes: MountAttrFlags) -> rustix::io::Result<OwnedFd> {
    let context = rustix::mount::fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    rustix::mount::fsconfig_set_string(&context, "size", size.to_string())?;
    rustix::mount::fsconfig_set_string(&context, "mode", "0755")?;
    rustix::mount::fsconfig_create(&context)?;
    rustix::mount::fsmount(&context, FsMountFlags::FSMOUNT_CLOEXEC, attributes)
}

fn attach(mount: &OwnedFd, place: &OwnedFd) -> rustix::io::Result<()> {
    let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH | MoveMountFlags::MOVE_MOUNT_T_EMPTY_PATH;
    rustix::mount::move_mount(mount, "", place, "", flags)
}
