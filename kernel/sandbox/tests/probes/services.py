"""What stands outside and must not be reached: services.py OUTSIDE WORKSPACE ABSTRACT CANARY

Prints one JSON line with its ports once it is there, and serves until its input ends.
"""

import array, json, os, socket, sys, threading

# So that its group can be named.
os.setpgid(0, 0)
outside, workspace, abstract, canary = sys.argv[1:5]


def serve(listener, answer):
    def loop():
        while True:
            try:
                connection, _ = listener.accept()
                answer(connection)
                connection.close()
            except OSError:
                pass

    threading.Thread(target=loop, daemon=True).start()


def hello(connection):
    connection.sendall(canary.encode())


def hand_over(connection):
    fd = os.open(outside + "/secret", os.O_RDONLY)
    connection.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])
    os.close(fd)


def unix(address, answer):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    if not address.startswith("\0"):
        os.chmod(address, 0o777)
    listener.listen(16)
    serve(listener, answer)


for name in ("outside.sock", "docker.sock", "agent.sock", "bus.sock"):
    unix(outside + "/" + name, hello)
unix(outside + "/fd.sock", hand_over)
unix(workspace + "/service.sock", hello)
unix("\0" + abstract, hello)
unix("\0" + abstract + "-fd", hand_over)

ports = {}
for name, family, address in (("port", socket.AF_INET, "0.0.0.0"), ("port6", socket.AF_INET6, "::1")):
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind((address, 0))
    listener.listen(16)
    ports[name] = listener.getsockname()[1]
    serve(listener, hello)
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("127.0.0.1", 0))
ports["udp_port"] = datagrams.getsockname()[1]


def echo():
    while True:
        _, sender = datagrams.recvfrom(2048)
        datagrams.sendto(canary.encode(), sender)


threading.Thread(target=echo, daemon=True).start()
print(json.dumps({"process": os.getpid(), **ports}), flush=True)
sys.stdin.read()
