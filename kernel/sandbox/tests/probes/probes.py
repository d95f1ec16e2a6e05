"""Attempts to get out, one function each. Each returns evidence when it succeeds and raises when it is stopped.

usage: probes.py CONTEXT.json [NAME…]     prints one JSON line for each: {"name", "got" | "stopped"}
"""

import array, ctypes, errno, fcntl, json, mmap, os, pathlib, signal, socket, stat, struct, subprocess, sys, time

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
PROBES = {}
X = {}


def probe(function):
    PROBES[function.__name__] = function
    return function


def each(rows):
    """One probe for each row: its name ends with the row's first word."""

    def add(function):
        for row in rows:
            row = row if isinstance(row, tuple) else (row,)
            word = "".join(c if c.isalnum() else "_" for c in str(row[0])).strip("_")
            PROBES[function.__name__ + "_" + word] = lambda row=row: function(*row)
        return function

    return add


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_void_p(a) if isinstance(a, int) else a for a in arguments])
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, errno.errorcode.get(code, "?"))
    return result


def outside(name):
    return X["outside"] + "/" + name


def inside(name):
    return X["workspace"] + "/" + name


def read(path):
    with open(path, "rb") as file:
        return file.read(4096).decode(errors="replace") or "(read)"


def secret(path):
    text = read(path)
    if X["canary"] not in text:
        raise FileNotFoundError("no canary in it")
    return text.strip()


def write(path, text="evil\n"):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        file.write(text)
    return "effect:" + str(path)


def run(line):
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise OSError(done.returncode, (done.stderr or done.stdout).strip()[-200:])
    return done.stdout.strip() or "(done)"


# --- reading what is nobody's business -------------------------------------------------------------------------------

SECRETS = [
    ".ssh/id_ed25519", ".ssh/config", ".aws/credentials", ".gnupg/private.key", ".config/gh/hosts.yml", ".netrc",
    ".docker/config.json", ".kube/config", ".npmrc", ".pypirc", ".git-credentials", ".gitconfig", ".mozilla/cookies.sqlite",
    ".config/google-chrome/Login", ".local/share/keyrings/login.keyring", ".password-store/mail.gpg", ".bash_history",
    ".cargo/credentials.toml", ".m2/settings.xml", ".gem/credentials", ".openkoi/credentials/vendor.key",
    ".local/share/openkoi/journal.db", ".azure/token", ".terraform.d/credentials.tfrc.json", "Documents/private.txt",
]


@each(SECRETS)
def read_home(name):
    return secret(X["home"] + "/" + name)


@each([("proc_self_root", "/proc/self/root"), ("proc_1_root", "/proc/1/root"), ("proc_parent_root", "/proc/%d/root" % os.getppid()),
       ("proc_self_cwd", "/proc/self/cwd/" + "../" * 12), ("dotdot", "/usr/" + "../" * 8), ("proc_thread_root", "/proc/thread-self/root")])
def read_through(name, prefix):
    return secret(prefix + X["home"] + "/.ssh/id_ed25519")


@probe
def read_outside_file():
    return secret(outside("secret"))


@probe
def git_settings_append():
    return write(X["settings"])


@probe
def git_settings_replace():
    path = inside("settings-%d" % os.getpid())
    write(path)
    os.replace(path, X["settings"])
    return read(X["settings"])


@probe
def git_settings_neighbour():
    return secret(os.path.dirname(X["settings"]) + "/neighbour")


@probe
def read_through_symlink():
    link = inside("link-%d" % os.getpid())
    os.symlink(outside("secret"), link)
    return secret(link)


@probe
def read_through_planted_symlink():
    return secret(inside("planted-link"))


@probe
def read_through_directory_symlink():
    link = inside("dirlink-%d" % os.getpid())
    os.symlink(X["home"], link)
    return secret(link + "/.ssh/id_ed25519")


@probe
def read_through_hard_link():
    link = inside("hard-%d" % os.getpid())
    os.link(outside("secret"), link)
    return secret(link)


@probe
def read_by_handle():
    handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
    mount = ctypes.c_int()
    call(303, -100, outside("secret").encode(), handle, ctypes.byref(mount), 0)
    root = os.open("/", os.O_RDONLY)
    fd = call(304, root, handle, os.O_RDONLY)
    return os.read(fd, 100).decode()


@each(["/etc/shadow", "/etc/gshadow"])
def read_system(path):
    if ":" not in read(path):
        raise FileNotFoundError("nobody in it")
    return "(read)"


@each([("environ", "environ"), ("mem", "mem"), ("maps", "maps"), ("fd", "fd"), ("cwd", "cwd"), ("auxv", "auxv"), ("stack", "stack"), ("cmdline", "cmdline")])
def read_outside_process(name, part):
    path = "/proc/%d/%s" % (X["process"], part)
    if part == "mem":
        maps = read("/proc/%d/maps" % X["process"]).splitlines()
        start = next(int(line.split("-")[0], 16) for line in maps if " r" in line)
        fd = os.open(path, os.O_RDONLY)
        return "bytes " + os.pread(fd, 4, start).hex()
    if part == "fd":
        return str(os.listdir(path))
    if part == "cwd":
        return os.readlink(path)
    text = read(path)
    if part in ("environ", "cmdline") and X["canary"] not in text:
        raise ProcessLookupError("another process bears that number")
    return "(read)"


@probe
def read_parent_environ():
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                if X["parent_canary"] in read("/proc/%s/environ" % name):
                    return "in " + name
            except OSError:
                pass
    raise FileNotFoundError("in no environment")


@probe
def read_disk():
    for entry in os.listdir("/dev"):
        path = "/dev/" + entry
        if stat.S_ISBLK(os.stat(path).st_mode):
            os.close(os.open(path, os.O_RDONLY))
            return path
    raise FileNotFoundError("no block device")


@each(["/dev/mem", "/dev/kmsg", "/dev/port", "/dev/kvm", "/dev/fuse", "/dev/vsock", "/dev/userfaultfd", "/dev/loop-control",
       "/dev/net/tun", "/dev/console", "/dev/tty0", "/dev/ptmx", "/dev/loop0", "/dev/autofs", "/dev/hwrng"])
def open_device(path):
    os.close(os.open(path, (os.O_RDONLY if "kmsg" in path else os.O_RDWR) | os.O_NONBLOCK | os.O_NOCTTY))
    return path


@each([("kcore", "/proc/kcore"), ("kmsg", "/proc/kmsg"), ("host_cgroups", "/sys/fs/cgroup/cgroup.procs"),
       ("kallsyms_addresses", "/proc/kallsyms"), ("slabinfo", "/proc/slabinfo"), ("var_log", "/var/log/dpkg.log")])
def read_kernel(name, path):
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    data = os.read(fd, 4096)
    if not data:
        raise PermissionError("it is empty")
    if name == "kallsyms_addresses" and data.startswith(b"0" * 16):
        raise PermissionError("addresses are hidden")
    return "%d bytes" % len(data)


@probe
def list_outside_processes():
    if os.path.exists("/proc/%d" % X["process"]) and X["canary"] in read("/proc/%d/cmdline" % X["process"]):
        return "seen"
    raise ProcessLookupError("not seen")


@probe
def list_home():
    names = [name for name in os.listdir(X["home"]) if name in (".ssh", ".aws", "Documents")]
    if not names:
        raise FileNotFoundError("nothing of it there")
    return str(names)


@probe
def list_other_users():
    return str(os.listdir(outside("other-user")))


# --- changing what is outside ----------------------------------------------------------------------------------------

@each([".bashrc", ".bash_profile", ".profile", ".zshrc", ".zshenv", ".config/autostart/evil.desktop", ".ssh/authorized_keys",
       ".gitconfig", ".config/systemd/user/evil.service", ".openkoi/config.toml", ".openkoi/grants.toml", ".local/bin/ls",
       ".cargo/bin/cargo", ".cargo/config.toml", ".rustup/settings.toml", ".pyenv/version", "go/pkg/evil", ".npmrc"])
def write_home(name):
    return write(X["home"] + "/" + name)


@each(["/etc", "/etc/profile.d", "/etc/cron.d", "/usr", "/usr/bin", "/usr/local/bin", "/usr/lib", "/opt", "/var/lib", "/var/spool",
       "/var/log", "/boot", "/run", "/srv", "/", "/home", "/mnt", "/sys", "/dev"])
def write_system(folder):
    path = folder + "/openkoi-probe-%d" % os.getpid()
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.unlink(path)
    return "(made and removed)"


@probe
def write_outside():
    return write(outside("written"))


@probe
def write_shared_temp():
    return write(X["shared_temp"] + "/openkoi-escape-%d" % os.getpid())


@probe
def write_through_symlink():
    link = inside("wlink-%d" % os.getpid())
    os.symlink(outside("written-by-link"), link)
    with open(link, "w") as file:
        file.write("evil")
    return "effect:" + outside("written-by-link")


@probe
def write_through_proc_root():
    return write("/proc/self/root" + outside("by-proc-root")).replace("/proc/self/root", "")


@probe
def move_out():
    path = inside("moved-%d" % os.getpid())
    write(path)
    os.rename(path, outside("moved-out"))
    return "effect:" + outside("moved-out")


@probe
def rename_workspace():
    os.rename(X["workspace"], X["workspace"] + "-renamed")
    os.rename(X["workspace"] + "-renamed", X["workspace"])
    return "(renamed)"


@probe
def hard_link_out():
    path = inside("linked-%d" % os.getpid())
    write(path)
    os.link(path, outside("linked-out"))
    return "effect:" + outside("linked-out")


@probe
def remove_outside():
    os.unlink(outside("removable"))
    return "(removed)"


@probe
def change_mode_outside():
    os.chmod(outside("secret"), 0o777)
    return "(changed)"


@probe
def truncate_outside():
    os.truncate(outside("truncatable"), 0)
    return "(cut)"


@each([("core_pattern", "/proc/sys/kernel/core_pattern"), ("modprobe", "/proc/sys/kernel/modprobe"), ("hostname", "/proc/sys/kernel/hostname"),
       ("panic", "/proc/sys/kernel/panic"), ("sysrq", "/proc/sys/kernel/sysrq"), ("swappiness", "/proc/sys/vm/swappiness"),
       ("drop_caches", "/proc/sys/vm/drop_caches"), ("oom_score_adj", "/proc/self/oom_score_adj"), ("uid_map", "/proc/self/uid_map"),
       ("sysrq_trigger", "/proc/sysrq-trigger"), ("ip_forward", "/proc/sys/net/ipv4/ip_forward"), ("uevent_helper", "/sys/kernel/uevent_helper"),
       ("suid_dumpable", "/proc/sys/fs/suid_dumpable"), ("overcommit", "/proc/sys/vm/overcommit_memory")])
def open_to_write(name, path):
    os.close(os.open(path, os.O_WRONLY))
    return path


@probe
def make_cgroup():
    for base in ("/sys/fs/cgroup/memory", "/sys/fs/cgroup"):
        path = base + "/openkoi-escape-%d" % os.getpid()
        try:
            os.mkdir(path)
        except OSError as error:
            last = error
            continue
        os.rmdir(path)
        return path
    raise last


# --- the project's own protected paths --------------------------------------------------------------------------------

PROTECTED = [
    ("git_hook", ".git/hooks/post-checkout"), ("git_sample_replaced", ".git/hooks/pre-commit.sample"), ("git_config", ".git/config"),
    ("git_commondir", ".git/commondir"), ("openkoi_config", ".openkoi/config.toml"), ("agents_skill", ".agents/skills/evil/SKILL.md"),
    ("mcp", ".mcp.json"), ("nested_hook", "vendor/lib/.git/hooks/post-checkout"), ("nested_config", "vendor/lib/.git/config"),
    ("nested_commondir", "vendor/lib/.git/commondir"), ("nested_openkoi", "vendor/lib/.openkoi/config.toml"),
    ("nested_agents", "vendor/new/.agents/skills/evil/SKILL.md"), ("nested_mcp", "vendor/new/.mcp.json"),
    ("new_repo_hook", "fresh/.git/hooks/post-checkout"), ("case_git", "cased/.GIT/hooks/post-checkout"),
    ("case_openkoi", ".OpenKoi/config.toml"), ("case_mcp", ".MCP.json"), ("case_agents", ".Agents/skills/evil/SKILL.md"),
    ("submodule_hook", ".git/modules/sub/hooks/post-checkout"), ("submodule_config", ".git/modules/sub/config"),
    ("worktree_config", ".git/config.worktree"), ("existing_agents", "has-agents/.agents/skills/known/SKILL.md"),
    ("existing_openkoi", "has-openkoi/.openkoi/config.toml"),
]


@each(PROTECTED)
def protect(name, path):
    path = pathlib.Path(inside(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        file.write("[core]\n\tfsmonitor = evil\n")
    return "effect:" + str(path)


@probe
def protect_rename_git():
    os.rename(inside(".git"), inside("git-away"))
    os.makedirs(inside(".git/hooks"))
    return write(inside(".git/hooks/post-checkout"))


@probe
def protect_rename_hooks():
    os.rename(inside(".git/hooks"), inside(".git/hooks-away"))
    os.mkdir(inside(".git/hooks"))
    return write(inside(".git/hooks/post-merge"))


@probe
def protect_rename_parent_of_nested():
    os.rename(inside("vendor/movable"), inside("vendor/moved"))
    os.makedirs(inside("vendor/movable/.git/hooks"))
    return write(inside("vendor/movable/.git/hooks/post-checkout"))


@probe
def protect_remove_and_make_git():
    run("rm -rf %s && mkdir -p %s" % (inside(".git"), inside(".git/hooks")))
    return write(inside(".git/hooks/pre-push"))


@probe
def protect_config_by_rename():
    write(inside("new-config"), "[core]\n\tfsmonitor = evil\n")
    os.rename(inside("new-config"), inside(".git/config"))
    return "effect:" + inside(".git/config")


@probe
def protect_config_by_hard_link():
    os.link(inside(".git/config"), inside("config-link"))
    return write(inside("config-link"), "[core]\n\tfsmonitor = evil\n").replace("config-link", ".git/config")


@probe
def protect_config_by_git():
    run("cd %s && git config core.fsmonitor evil" % inside(""))
    return "effect:" + inside(".git/config")


@probe
def protect_hook_by_symlink():
    os.symlink("../../evil.sh", inside(".git/hooks/update"))
    return "effect:" + inside(".git/hooks/update")


@probe
def protect_gitdir_file():
    os.makedirs(inside("pointed"))
    os.makedirs(inside("evil-dir/hooks"))
    write(inside("evil-dir/config"), "[core]\n\tfsmonitor = evil\n")
    write(inside("evil-dir/HEAD"), "ref: refs/heads/main\n")
    return write(inside("pointed/.git"), "gitdir: ../evil-dir\n")


@probe
def protect_worktree_gitfile():
    return write(inside("linked/.git"), "gitdir: ../evil-dir\n")


@probe
def protect_openkoi_by_symlink():
    os.makedirs(inside("evil-openkoi"))
    os.symlink("evil-openkoi", inside("late/.openkoi") if os.makedirs(inside("late")) is None else "")
    return "effect:" + inside("late/.openkoi")


@probe
def protect_openkoi_by_rename():
    os.makedirs(inside("prepared"))
    write(inside("prepared/config.toml"))
    os.rename(inside("prepared"), inside(".openkoi"))
    return "effect:" + inside(".openkoi/config.toml")


@probe
def protect_bare_repository():
    for folder in ("bare/objects", "bare/refs", "bare/hooks"):
        os.makedirs(inside(folder))
    write(inside("bare/HEAD"), "ref: refs/heads/main\n")
    return write(inside("bare/config"), "[core]\n\tfsmonitor = evil\n")


@probe
def protect_unmount():
    if X["confined"]:
        targets = [inside(".git/hooks"), inside(".git"), X["workspace"], "/proc"]
    else:
        # Something of its own: what is mounted outside is others'.
        targets = [inside("mountpoint")]
        if libc.mount(b"none", targets[0].encode(), b"tmpfs", 0, None) != 0:
            raise OSError(ctypes.get_errno(), "can't mount")
    for target in targets:
        if libc.umount2(target.encode(), 2) == 0:
            return "(unmounted) " + target
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))


# --- processes outside --------------------------------------------------------------------------------------------------

@each([("term", signal.SIGTERM), ("kill", signal.SIGKILL), ("zero", 0)])
def signal_outside(name, number):
    if number:
        number = signal.SIGCONT if name == "term" else signal.SIGURG
    os.kill(X["process"], number)
    if X["canary"] not in read("/proc/%d/cmdline" % X["process"]):
        raise ProcessLookupError("another process bears that number")
    return "(sent)"


@probe
def signal_group_outside():
    os.killpg(X["process"], 0)
    return "(sent)"


@probe
def ptrace_outside():
    call(101, 16, X["process"], 0, 0)
    os.waitpid(X["process"], 0x40000000)
    call(101, 17, X["process"], 0, 0)
    return "(traced)"


@probe
def ptrace_first_process():
    first = X["process"] if not X["confined"] else 1
    call(101, 0x4206, first, 0, 0)
    call(101, 17, first, 0, 0) if False else None
    return "(seized)"


@probe
def ptrace_child():
    child = os.fork()
    if child == 0:
        time.sleep(1)
        os._exit(0)
    try:
        call(101, 16, child, 0, 0)
    finally:
        os.kill(child, 9)
    return "(traced)"


@each([("read", 310), ("write", 311)])
def process_memory(name, number):
    buffer = ctypes.create_string_buffer(8)
    child = os.fork()
    if child == 0:
        time.sleep(2)
        os._exit(0)
    try:
        local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
        remote = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
        call(number, child, local, 1, remote, 1, 0)
    finally:
        os.kill(child, 9)
    return "(copied)"


@probe
def pidfd_getfd_outside():
    pid = X["process"] if os.path.exists("/proc/%d" % X["process"]) else os.getppid()
    fd = call(434, pid, 0)
    call(438, fd, 1, 0)
    return "(taken)"


@probe
def renice_outside():
    os.setpriority(os.PRIO_PROCESS, X["process"], 5)
    return "(reniced)"


@probe
def affinity_outside():
    os.sched_setaffinity(X["process"], os.sched_getaffinity(0))
    return "(set)"


@probe
def limits_outside():
    import resource

    resource.prlimit(X["process"], resource.RLIMIT_NOFILE)
    return "(read)"


@probe
def kcmp_outside():
    call(312, os.getpid(), os.getppid(), 0, 0, 0)
    return "(compared)"


@probe
def raise_own_limits():
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))
    return "(raised)"


@probe
def realtime_priority():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return "(raised)"


@probe
def negative_nice():
    os.setpriority(os.PRIO_PROCESS, 0, -5)
    return "(raised)"


# --- descriptors and sockets --------------------------------------------------------------------------------------------

@probe
def inherited_descriptor():
    for fd in range(3, 64):
        try:
            if X["canary"] in os.pread(fd, 200, 0).decode(errors="replace"):
                return "in descriptor %d" % fd
        except OSError:
            pass
    raise OSError(errno.EBADF, "no descriptor holds it")


def connect(address):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.settimeout(2)
    s.connect(address)
    return s.recv(100).decode() or "(connected)"


@each([("path", "outside.sock"), ("docker", "docker.sock"), ("ssh_agent", "agent.sock"), ("dbus", "bus.sock")])
def unix_socket(name, file):
    return connect(outside(file))


@probe
def unix_socket_in_workspace():
    return connect(inside("service.sock"))


@probe
def unix_socket_abstract():
    return connect("\0" + X["abstract"])


@each(["/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private"])
def system_socket(path):
    # Where there is none outside either, a copy of it is planted there for the control.
    return connect(X["planted"].get(path, path) if not X["confined"] else path)


@probe
def scm_rights():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.settimeout(2)
    s.connect(outside("fd.sock"))
    data, ancillary, _, _ = s.recvmsg(1, socket.CMSG_LEN(4))
    fd = array.array("i", ancillary[0][2][:4])[0]
    return os.pread(fd, 100, 0).decode()


@probe
def scm_rights_abstract():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.settimeout(2)
    s.connect("\0" + X["abstract"] + "-fd")
    data, ancillary, _, _ = s.recvmsg(1, socket.CMSG_LEN(4))
    fd = array.array("i", ancillary[0][2][:4])[0]
    return os.pread(fd, 100, 0).decode()


@each([("tcp", "127.0.0.1"), ("tcp6", "::1"), ("localhost", "localhost"), ("any_address", "0.0.0.0"), ("own_address", "own")])
def connect_tcp(name, host):
    host = X["address"] if host == "own" else host
    s = socket.create_connection((host, X["port6"] if host == "::1" else X["port"]), timeout=3)
    return s.recv(100).decode()


@probe
def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(2)
    s.sendto(b"hello", ("127.0.0.1", X["udp_port"]))
    return s.recv(100).decode()


@probe
def dns():
    query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03org\x00\x00\x01\x00\x01"
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(2)
    s.sendto(query, ("127.0.0.1", X["udp_port"]))
    return s.recv(100).hex()


@each([("icmp_raw", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP), ("icmp_datagram", socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
       ("raw", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW), ("raw6", socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6),
       ("packet", socket.AF_PACKET, socket.SOCK_RAW, 0x0300), ("netlink_route", socket.AF_NETLINK, socket.SOCK_RAW, 0),
       ("netlink_uevent", socket.AF_NETLINK, socket.SOCK_DGRAM, 15), ("netlink_audit", socket.AF_NETLINK, socket.SOCK_RAW, 9),
       ("netlink_netfilter", socket.AF_NETLINK, socket.SOCK_RAW, 12), ("vsock", 40, socket.SOCK_STREAM, 0), ("vsock_datagram", 40, socket.SOCK_DGRAM, 0),
       ("alg", 38, socket.SOCK_SEQPACKET, 0), ("key", 15, socket.SOCK_RAW, 2), ("bluetooth", 31, socket.SOCK_RAW, 1), ("xdp", 44, socket.SOCK_RAW, 0),
       ("mptcp", socket.AF_INET, socket.SOCK_STREAM, 262), ("sctp", socket.AF_INET, socket.SOCK_STREAM, 132), ("qipcrtr", 42, socket.SOCK_DGRAM, 0),
       ("tipc", 30, socket.SOCK_DGRAM, 0), ("rds", 21, socket.SOCK_SEQPACKET, 0), ("can", 29, socket.SOCK_RAW, 1)])
def socket_kind(name, family, kind, protocol):
    socket.socket(family, kind, protocol).close()
    return "(made)"


@probe
def network_interfaces():
    names = [name for _, name in socket.if_nameindex() if name != "lo"] if not X["confined"] else []
    lines = read("/proc/net/dev").splitlines()[2:]
    names = [line.split(":")[0].strip() for line in lines if "lo:" not in line]
    if not names:
        raise OSError(errno.ENODEV, "nothing but the loopback")
    return str(names)


# --- calls to the kernel ---------------------------------------------------------------------------------------------

@each([("setup", 425, 4, None), ("register", 427, -1, 0)])
def io_uring(name, number, first, second):
    params = ctypes.create_string_buffer(120)
    try:
        call(number, first, params if second is None else 0, 0, 0)
    except OSError as error:
        # A bad descriptor is looked at only by a kernel that lets the call in.
        if error.errno not in (errno.EBADF, errno.EINVAL):
            raise
    return "(let in)"


@each([("user", 0x10000000), ("mount", 0x10020000), ("process", 0x30000000), ("network", 0x50000000), ("ipc", 0x18000000),
       ("uts", 0x14000000), ("cgroup", 0x12000000), ("time", 0x10000080)])
def unshare(name, flags):
    call(272, flags)
    return "(apart)"


@each([("user", 0x10000000), ("user_mount", 0x10020000), ("user_network", 0x50000000)])
def clone(name, flags):
    child = call(56, flags | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "(made)"


@probe
def clone3_user():
    arguments = ctypes.create_string_buffer(struct.pack("Q" * 11, 0x10000000, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, 0))
    child = call(435, arguments, 88)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "(made)"


@each(["mnt", "net", "pid", "user", "ipc", "uts"])
def setns(name):
    pid = X["process"] if os.path.exists("/proc/%d/ns" % X["process"]) else 1
    fd = os.open("/proc/%d/ns/%s" % (pid, name), os.O_RDONLY)
    if name == "user":
        # One's own user namespace can't be entered: another is made for the control.
        return "(opened)"
    call(308, fd, 0)
    return "(entered)"


def mounted(source, target, kind, flags=0):
    if libc.mount(source, target.encode(), kind, flags, None) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


@each([("tmpfs", b"none", b"tmpfs", 0), ("proc", b"proc", b"proc", 0), ("bind", b"/usr", None, 4096), ("sysfs", b"sysfs", b"sysfs", 0),
       ("cgroup", b"none", b"cgroup2", 0)])
def mount(name, source, kind, flags):
    mounted(source, inside("mountpoint"), kind, flags)
    libc.umount2(inside("mountpoint").encode(), 2)
    return "(mounted)"


@probe
def mount_writable_again():
    target = "/usr"
    if not X["confined"]:
        target = inside("mountpoint")
        mounted(target.encode(), target, None, 4096)
    mounted(None, target, None, 32 | 4096)
    if not X["confined"]:
        libc.umount2(target.encode(), 2)
    return "(remounted)"


@each([("fsopen", 430, b"tmpfs", 0), ("open_tree", 428, -100, b"/", 1)])
def new_mount(name, number, *arguments):
    os.close(call(number, *arguments))
    return "(opened)"


@probe
def chroot():
    os.chroot(inside(""))
    return "(changed)"


@probe
def pivot_root():
    if not X["confined"]:
        # In namespaces of its own, so that nobody else's root changes.
        call(272, 0x20000)
        libc.mount(None, b"/", None, 0x4000 | 0x40000, None)
        libc.mount(b"none", inside("mountpoint").encode(), b"tmpfs", 0, None)
        os.mkdir(inside("mountpoint/old"))
    call(155, inside("mountpoint").encode(), inside("mountpoint/old").encode())
    return "(changed)"


@each([("get_session", 250, 0, -3, 0), ("join", 250, 1, 0, 0), ("describe", 250, 6, -4, 0)])
def keyctl(name, number, *arguments):
    call(number, *arguments, 0, 0)
    return "(done)"


@probe
def add_key():
    call(248, b"user", b"openkoi-probe", b"x", 1, -2)
    return "(added)"


@probe
def request_key():
    try:
        call(249, b"user", b"openkoi-no-such-key", 0, -2)
    except OSError as error:
        if error.errno != errno.ENOKEY:
            raise
    return "(asked)"


@each([("map", 0), ("program", 5)])
def bpf(name, command):
    attributes = ctypes.create_string_buffer(struct.pack("IIII", 2, 4, 8, 1) + bytes(112))
    try:
        os.close(call(321, command, attributes, 128))
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EFAULT):
            raise
    return "(let in)"


@probe
def userfaultfd():
    os.close(call(323, 1))
    return "(made)"


@probe
def perf_event():
    attributes = ctypes.create_string_buffer(struct.pack("IIQ", 1, 128, 0) + bytes(112))
    os.close(call(298, attributes, 0, -1, -1, 0))
    return "(made)"


@probe
def fanotify():
    os.close(call(300, 0, 0))
    return "(made)"


@each([("sti", 0x5412), ("linux", 0x541C)])
def terminal(name, request):
    master, slave = os.openpty() if not X["confined"] else (0, 0)
    try:
        fcntl.ioctl(slave, request, b"\x0f")
    except OSError as error:
        # A terminal that is asked answers; a filter does not let it be asked.
        if X["confined"] or error.errno not in (errno.EIO, errno.EINVAL, errno.ENOTTY):
            raise
    return "(asked)"


@probe
def controlling_terminal():
    fd = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    os.close(fd)
    return "(open)"


@each([("character", stat.S_IFCHR, (1, 3)), ("block", stat.S_IFBLK, (7, 0)), ("memory", stat.S_IFCHR, (1, 1))])
def make_device(name, kind, numbers):
    path = inside("node-%s-%d" % (name, os.getpid()))
    os.mknod(path, kind | 0o666, os.makedev(*numbers))
    return "effect:" + path


@each(["su", "mount", "passwd"])
def setuid_program(name):
    path = "/usr/bin/" + name
    if not os.stat(path).st_mode & stat.S_ISUID:
        raise OSError(errno.ENOENT, "not setuid here")
    status = run("grep NoNewPrivs /proc/self/status")
    if status.endswith("1"):
        raise PermissionError("gains nothing: " + status)
    return "(gains its owner)"


@probe
def make_setuid_program():
    path = inside("setuid-%d" % os.getpid())
    write(path)
    os.chown(path, 0, 0)
    os.chmod(path, 0o4755)
    if os.statvfs(X["workspace"]).f_flag & os.ST_NOSUID:
        raise PermissionError("set-uid bits count for nothing here")
    return "effect:" + path


@each([("chown_other", lambda: os.chown(inside("file"), 12345, 12345)), ("setuid_other", lambda: os.setuid(12345)),
       ("setgroups", lambda: os.setgroups([4, 27]))])
def other_user(name, attempt):
    child = os.fork()
    if child == 0:
        try:
            attempt()
            os._exit(0)
        except OSError as error:
            os._exit(error.errno)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise OSError(code, os.strerror(code))
    return "(done)"


@probe
def capabilities():
    row = next(line for line in read("/proc/self/status").splitlines() if line.startswith("CapEff"))
    if int(row.split()[1], 16) == 0:
        raise PermissionError("none")
    return row


@probe
def bounding_set():
    row = next(line for line in read("/proc/self/status").splitlines() if line.startswith("CapBnd"))
    if int(row.split()[1], 16) == 0:
        raise PermissionError("none")
    return row


@each([("reboot", 169, 0, 0, 0, 0), ("swapoff", 168, b"/nothing"), ("acct", 163, b"/nothing"), ("sethostname", 170, b"probe", 0x100000),
       ("settimeofday", 164, 0, 1), ("syslog", 103, 10, 0, 0), ("kexec", 246, 0, 0, 0, 0), ("init_module", 175, 0, 0, 0),
       ("finit_module", 313, -1, 0, 0), ("delete_module", 176, b"nothing", 0), ("iopl", 172, 0), ("ioperm", 173, 0, 1, 0),
       ("quotactl", 179, 0x80000100, 0, 0, 0), ("move_pages", 279, 0, 0, 0, 0, 0, 0), ("clock_settime", 227, 99, 0), ("vhangup", 153),
       ("modify_ldt", 154, 0, 0, 0), ("adjtimex", 159, 1), ("lookup_handle", 304, -1, 0, 0), ("process_madvise", 440, -1, 0, 0, 0, 0),
       ("mount_setattr", 442, -1, b"", 0, 0, 0), ("swapon", 167, b"/nothing", 0)])
def call_let_in(name, number, *arguments):
    """A call with arguments that do nothing: it is let in if the kernel complains about them, not about the call."""
    if name == "vhangup":
        os.setsid()
    try:
        call(number, *arguments)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS):
            raise
    return "(let in)"


def killed(code):
    child = os.fork()
    if child == 0:
        memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(code)
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        result = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
        os._exit(0 if result > 0 else 7)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        raise OSError(errno.EPERM, "killed by signal %d" % os.WTERMSIG(status))
    if os.WEXITSTATUS(status):
        raise OSError(errno.ENOSYS, "no such call")
    return "(answered)"


@probe
def call_of_32_bits():
    # push rbx; mov eax, 20 (getpid of i386); int 0x80; pop rbx; ret
    return killed(b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3")


@probe
def call_of_x32():
    # mov eax, 0x40000027 (getpid of x32); syscall; ret
    return killed(b"\xb8\x27\x00\x00\x40\x0f\x05\xc3")


# --- staying behind ---------------------------------------------------------------------------------------------------

def leave(name, prepare):
    path = inside("survivor-" + name)
    if os.fork() == 0:
        prepare()
        for fd in (0, 1, 2):
            os.close(fd)
        time.sleep(X["survive"])
        os.execv("/bin/sh", ["sh", "-c", "echo alive > " + path])
    return "later:" + path


@probe
def survive_setsid():
    return leave("setsid", os.setsid)


@probe
def survive_double_fork():
    def twice():
        os.setsid()
        if os.fork():
            os._exit(0)

    return leave("double", twice)


@probe
def survive_deaf():
    def deaf():
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)

    return leave("deaf", deaf)


@probe
def survive_no_death_signal():
    def prepare():
        libc.prctl(1, 0)
        os.setsid()

    return leave("prctl", prepare)


@probe
def survive_subreaper():
    def prepare():
        libc.prctl(36, 1)
        os.setsid()
        if os.fork():
            time.sleep(30)

    return leave("subreaper", prepare)


@probe
def survive_nohup():
    run("nohup setsid sh -c 'sleep %d; echo alive > %s' >/dev/null 2>&1 </dev/null &" % (X["survive"], inside("survivor-nohup")))
    return "later:" + inside("survivor-nohup")


def main():
    X.update(json.load(open(sys.argv[1])))
    wanted = sys.argv[2:] or sorted(PROBES)
    for name in wanted:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.setpgid(0, 0)
            signal.alarm(25)
            try:
                told = {"got": str(PROBES[name]())[:300]}
            except BaseException as error:
                told = {"stopped": ("%s: %s" % (type(error).__name__, error))[:300]}
            os.write(writer, json.dumps({"name": name, **told}).encode())
            os._exit(0)
        os.close(writer)
        told = b""
        while piece := os.read(reader, 65536):
            told += piece
            if told.endswith(b"}"):
                break
        os.close(reader)
        _, status = os.waitpid(child, 0)
        print((told or json.dumps({"name": name, "stopped": "ended with %d" % status}).encode()).decode(), flush=True)


if __name__ == "__main__":
    main() if sys.argv[1:] != ["--list"] else print("\n".join(sorted(PROBES)))
