/* Runs a program and lets one of its writes fail: the Nth call that changes a file or folder below a prefix.
 *
 *   faults PREFIX KIND ERROR N ONWARDS REPORT PROGRAM ARGUMENTS...
 *
 * KIND is "write" (whatever changes something) or "open" (whatever takes a descriptor). ONWARDS is 1 where all later calls
 * fail too, as on a full disk. N is 0 for none. The number of such calls goes to REPORT. It is the kernel's own
 * notification of system calls (seccomp) that does it, so it holds for every library and every thread. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
    perror(what);
    exit(125);
}

/* Calls, the argument that is a descriptor (-1: none), and the one that is a path (-1: none). */
static const struct {
    int number, descriptor, path, changes;
} CALLS[] = {
    {SYS_write, 0, -1, 1},      {SYS_pwrite64, 0, -1, 1},  {SYS_writev, 0, -1, 1},    {SYS_pwritev, 0, -1, 1},
    {SYS_fsync, 0, -1, 1},      {SYS_fdatasync, 0, -1, 1}, {SYS_ftruncate, 0, -1, 1}, {SYS_fallocate, 0, -1, 1},
    {SYS_fchmod, 0, -1, 1},     {SYS_openat, 0, 1, 0},     {SYS_mkdirat, 0, 1, 1},    {SYS_linkat, 2, 3, 1},
    {SYS_renameat2, 2, 3, 1},   {SYS_renameat, 2, 3, 1},
#ifdef SYS_open
    {SYS_open, -1, 0, 0},       {SYS_rename, -1, 1, 1},    {SYS_mkdir, -1, 0, 1},
#endif
#ifdef SYS_openat2
    {SYS_openat2, 0, 1, 0},
#endif
};
enum { COUNT = sizeof CALLS / sizeof *CALLS };

static int listen_to_itself(void) {
    struct sock_filter filter[2 * COUNT + 2];
    int n = 0;
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < COUNT; i++) {
        filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CALLS[i].number, 0, 1);
        filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = n, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die("no_new_privs");
    int fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    if (fd < 0) die("seccomp");
    return fd;
}

static void hand_over(int socket, int fd) {
    char room[CMSG_SPACE(sizeof fd)] = {0}, byte = 0;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET, header->cmsg_type = SCM_RIGHTS, header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (sendmsg(socket, &message, 0) < 0) die("sendmsg");
}

static int taken(int socket) {
    char room[CMSG_SPACE(sizeof(int))], byte;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    if (recvmsg(socket, &message, 0) <= 0) die("recvmsg");
    int fd;
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

/* What a call is about: a descriptor's file, or a path beside or below it. */
static int place(const struct seccomp_notif *call, int which, char *out, size_t size) {
    char link[64], text[4096] = "";
    int descriptor = CALLS[which].descriptor, path = CALLS[which].path;
    if (path >= 0) {
        snprintf(link, sizeof link, "/proc/%u/mem", call->pid);
        int memory = open(link, O_RDONLY | O_CLOEXEC);
        if (memory < 0) return 0;
        for (size_t at = 0; at + 1 < sizeof text; at++)
            if (pread(memory, text + at, 1, (off_t)call->data.args[path] + (off_t)at) != 1 || !text[at]) break;
        close(memory);
        if (text[0] == '/') return snprintf(out, size, "%s", text) > 0;
    }
    int fd = descriptor < 0 ? AT_FDCWD : (int)call->data.args[descriptor];
    if (fd == AT_FDCWD) snprintf(link, sizeof link, "/proc/%u/cwd", call->pid);
    else snprintf(link, sizeof link, "/proc/%u/fd/%d", call->pid, fd);
    ssize_t length = readlink(link, out, size - 1);
    if (length <= 0) return 0;
    out[length] = 0;
    if (path >= 0) snprintf(out + length, size - length, "/%s", text);
    return 1;
}

static int meant(const struct seccomp_notif *call, const char *prefix, int opens) {
    for (int i = 0; i < COUNT; i++) {
        if (CALLS[i].number != call->data.nr) continue;
        int is_open = !CALLS[i].changes;
        if (opens != is_open && opens) return 0;
        if (!opens && is_open) {
            /* Only an opening that may create or write changes something; openat2 tells it elsewhere. */
            long flags = call->data.args[CALLS[i].path + 1];
            if (CALLS[i].descriptor == 0 && call->data.nr != SYS_openat) return 0;
            if (!(flags & (O_CREAT | O_WRONLY | O_RDWR))) return 0;
        }
        char where[8192];
        return place(call, i, where, sizeof where) && !strncmp(where, prefix, strlen(prefix));
    }
    return 0;
}

int main(int count, char **words) {
    if (count < 8) return 125;
    const char *prefix = words[1];
    int opens = !strcmp(words[2], "open"), error = atoi(words[3]), onwards = atoi(words[5]);
    long wanted = atol(words[4]), seen = 0;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) die("socketpair");
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int listener = listen_to_itself();
        hand_over(pair[1], listener);
        close(listener);
        execvp(words[7], words + 7);
        die("exec");
    }
    close(pair[1]);
    int listener = taken(pair[0]), status = 0;
    for (;;) {
        struct pollfd ready = {.fd = listener, .events = POLLIN};
        poll(&ready, 1, 100);
        if (ready.revents & POLLIN) {
            struct seccomp_notif call = {0};
            if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call)) continue;
            struct seccomp_notif_resp answer = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
            if (meant(&call, prefix, opens) && (++seen == wanted || (onwards && wanted && seen > wanted)))
                answer = (struct seccomp_notif_resp){.id = call.id, .error = -error};
            ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
        } else if (waitpid(child, &status, WNOHANG) == child) {
            break;
        }
    }
    FILE *report = fopen(words[6], "w");
    if (!report || fprintf(report, "%ld\n", seen) < 0 || fclose(report)) die("report");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
