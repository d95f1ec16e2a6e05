/* Runs a program and lets one of its writes fail: the Nth call that changes a file or folder below a prefix.
 *
 *   faults PREFIX KIND ERROR N ONWARDS REPORT PROGRAM ARGUMENTS...
 *
 * KIND is "write" (whatever changes something) or "open" (whatever takes a descriptor). ONWARDS is 1 where all later calls
 * fail too, as on a full disk. N is 0 for none. The number of such calls goes to REPORT. It is the kernel's own
 * notification of system calls (seccomp) that does it, so it holds for every library and every thread.
 *
 * With the KIND "kill" the call does not fail: the program is killed before it. Then every change counts that the program
 * itself makes, whatever it sends, every connection, and every program that is started by it or below it. What all of them
 * are called follows in REPORT, a line each, and nothing of the program is left when this returns. */
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
    const char *name;
} CALLS[] = {
    {SYS_write, 0, -1, 1, "write"},
    {SYS_pwrite64, 0, -1, 1, "pwrite64"},
    {SYS_writev, 0, -1, 1, "writev"},
    {SYS_pwritev, 0, -1, 1, "pwritev"},
    {SYS_fsync, 0, -1, 1, "fsync"},
    {SYS_fdatasync, 0, -1, 1, "fdatasync"},
    {SYS_ftruncate, 0, -1, 1, "ftruncate"},
    {SYS_fallocate, 0, -1, 1, "fallocate"},
    {SYS_fchmod, 0, -1, 1, "fchmod"},
    {SYS_openat, 0, 1, 0, "openat"},
    {SYS_mkdirat, 0, 1, 1, "mkdirat"},
    {SYS_linkat, 2, 3, 1, "linkat"},
    {SYS_renameat2, 2, 3, 1, "renameat2"},
    {SYS_renameat, 2, 3, 1, "renameat"},
#ifdef SYS_open
    {SYS_open, -1, 0, 0, "open"},
    {SYS_rename, -1, 1, 1, "rename"},
    {SYS_mkdir, -1, 0, 1, "mkdir"},
#endif
#ifdef SYS_openat2
    {SYS_openat2, 0, 1, 0, "openat2"},
#endif
    /* What only counts where the program is killed; these do not stay below a prefix. Not sendmsg: it hands the filter over. */
    {SYS_sendto, 0, -1, 2, "sendto"},
    {SYS_connect, -1, -1, 2, "connect"},
    {SYS_execve, -1, -1, 2, "execve"},
    {SYS_execveat, -1, -1, 2, "execveat"},
};
enum { COUNT = sizeof CALLS / sizeof *CALLS };

static int listen_to_itself(int kills) {
    struct sock_filter filter[5 * COUNT + 2];
    int n = 0;
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < COUNT; i++) {
        if (CALLS[i].changes == 2 && !kills) continue;
        if (kills && CALLS[i].number == SYS_openat) {
            /* Who only looks is not stopped: it would slow everything down. */
            filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 4);
            filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]));
            filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_WRONLY | O_RDWR, 0, 1);
            filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
            filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
            continue;
        }
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

static int index_of(const struct seccomp_notif *call) {
    for (int i = 0; i < COUNT; i++)
        if (CALLS[i].number == call->data.nr) return i;
    return -1;
}

/* Whether it is a thread of the program itself. */
static int is_own(const struct seccomp_notif *call, pid_t program) {
    char task[64];
    snprintf(task, sizeof task, "/proc/%d/task/%u", program, call->pid);
    return !access(task, F_OK);
}

/* What a call before which the program can be killed is called; 0: it is none. */
static int named(const struct seccomp_notif *call, const char *prefix, pid_t program, char *out, size_t size) {
    int i = index_of(call);
    if (i < 0) return 0;
    if (call->data.nr == SYS_execve || call->data.nr == SYS_execveat) return snprintf(out, size, "execve") > 0;
    if (!is_own(call, program)) return 0;
    if (call->data.nr == SYS_connect) return snprintf(out, size, "connect") > 0;
    char where[8192];
    int found = CALLS[i].descriptor >= 0 && place(call, i, where, sizeof where);
    if (found && !strncmp(where, "socket:", 7)) return snprintf(out, size, "%s socket", CALLS[i].name) > 0;
    if (CALLS[i].changes == 2 || !meant(call, prefix, 0)) return 0;
    return place(call, i, where, sizeof where) && snprintf(out, size, "%s %s", CALLS[i].name, where + strlen(prefix)) > 0;
}

int main(int count, char **words) {
    if (count < 8) return 125;
    const char *prefix = words[1];
    int kills = !strcmp(words[2], "kill"), opens = !strcmp(words[2], "open"), error = atoi(words[3]), onwards = atoi(words[5]);
    long wanted = atol(words[4]), seen = 0;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) die("socketpair");
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int listener = listen_to_itself(kills);
        hand_over(pair[1], listener);
        close(listener);
        execvp(words[7], words + 7);
        die("exec");
    }
    close(pair[1]);
    int listener = taken(pair[0]), status = 0, ended = 0, patience = 100;
    FILE *report = fopen(words[6], "w+");
    if (!report || fprintf(report, "%20ld\n", seen) < 0) die("report");
    for (;;) {
        struct pollfd ready = {.fd = listener, .events = POLLIN};
        poll(&ready, 1, kills ? 20 : 100);
        if (ready.revents & POLLIN) {
            struct seccomp_notif call = {0};
            char name[9000];
            if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call)) continue;
            struct seccomp_notif_resp answer = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
            if (kills && !ended && named(&call, prefix, child, name, sizeof name)) {
                seen++;
                if (fprintf(report, "%s\n", name) < 0) die("report");
                if (seen == wanted) {
                    kill(child, SIGKILL);
                    if (waitpid(child, &status, 0) != child) die("waitpid");
                    ended = 1;
                }
            } else if (!kills && meant(&call, prefix, opens) && (++seen == wanted || (onwards && wanted && seen > wanted))) {
                answer = (struct seccomp_notif_resp){.id = call.id, .error = -error};
            }
            ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
            continue;
        }
        if (!ended) ended = waitpid(child, &status, WNOHANG) == child;
        /* Whoever is left goes on until the end of it; who never ends is left behind. */
        if (ended && (!kills || ready.revents & POLLHUP || !--patience)) break;
    }
    rewind(report);
    if (fprintf(report, "%20ld\n", seen) < 0 || fclose(report)) die("report");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
