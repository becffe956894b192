"""Free ports on loopback."""

import socket

LOOPBACK = "127.0.0.1"


def free_ports(count):
    """Returns `count` different ports that nothing listens on.

    They are held together until all are known, so that none is given twice. Between this call and
    the server's own bind another program could take one; the server then fails to start, visibly.
    """
    sockets = [socket.socket() for _ in range(count)]
    try:
        for held in sockets:
            held.bind((LOOPBACK, 0))
        return [held.getsockname()[1] for held in sockets]
    finally:
        for held in sockets:
            held.close()


def free_port():
    return free_ports(1)[0]
