"""Ports on loopback that stay ours until this program ends.

They lie below those that the kernel gives to outgoing connections: while a server restarts, one of
these could otherwise sit on its port. Two programs that use this at a time get different ones.
"""

import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
FIRST = 10_000
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
ATTEMPTS = 1000

_held = []  # One socket a port, in the kernel's own namespace: it leaves no file behind.


def _is_free(port):
    with socket.socket() as server:
        try:
            server.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _hold(port):
    """False when another program holds it, or listens there."""
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        holder.bind(f"\0manifest-projector port {port}")
    except OSError:
        holder.close()
        return False
    if not _is_free(port):
        holder.close()
        return False
    _held.append(holder)
    return True


def free_port():
    """A port that nothing listens on, and that no other call returns."""
    beyond = max(int(OUTGOING.read_text().split()[0]), FIRST + ATTEMPTS)
    for _ in range(ATTEMPTS):
        port = random.randrange(FIRST, beyond)
        if _hold(port):
            return port
    raise RuntimeError(f"no port is free from {FIRST} to {beyond}")


def free_ports(count):
    """So many different ones."""
    return [free_port() for _ in range(count)]
