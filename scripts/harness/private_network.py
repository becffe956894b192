"""A network that one program has for itself, where packets can be made to vanish.

It is a network namespace with nothing but a loopback. The ports of servers are brought into it by
links that listen inside and connect outside; those that the program listens on, the other way
round. What is dropped between the program and such a link is dropped as by a dead cable: no answer,
no acknowledgement. Needs root; it goes when the process that holds it ends.
"""

import ctypes
import os
import socket
import subprocess
import threading

from .child_process import ChildProcess
from .faulty_link import FaultyLink, listen_on
from .ports import LOOPBACK
from .waiting import wait_until

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def socket_to(port):
    made = socket.create_connection((LOOPBACK, port), timeout=10)
    made.settimeout(None)
    return made


class PrivateNetwork:
    def __init__(self, directory):
        self._holder = ChildProcess("network", directory / "network.log")
        self._holder.start(["unshare", "--net", "sleep", "infinity"])
        ours = os.stat("/proc/self/ns/net").st_ino
        wait_until(lambda: self._holder.require_running() or
                   os.stat(self._path).st_ino != ours, "the network exists", 10)
        self._run("ip", "link", "set", "lo", "up")
        self._links = []

    @property
    def _path(self):
        return f"/proc/{self._holder.pid}/ns/net"

    def command_prefix(self):
        """Words before a command that is to run in here; the process stays the same."""
        return ("nsenter", f"--net={self._path}", "--")

    def bring_in(self, port):
        """A server's port outside becomes the same port inside."""
        self._links.append(FaultyLink(lambda: socket_to(port),
                                      self._inside(lambda: listen_on(port))))

    def bring_out(self, port):
        """A port that the program listens on becomes the same port outside."""
        self._links.append(FaultyLink(lambda: self._inside(lambda: socket_to(port)),
                                      listen_on(port)))

    def drop(self, port):
        """From now on nothing from or to this port arrives."""
        for direction in ("--dport", "--sport"):
            self._run("iptables", "-A", "OUTPUT", "-p", "tcp", direction, str(port), "-j", "DROP")

    def lose(self, port, share):
        """From now on so many of the packets from and to this port do not arrive, at random."""
        for direction in ("--dport", "--sport"):
            self._run("iptables", "-A", "OUTPUT", "-p", "tcp", direction, str(port), "-m",
                      "statistic", "--mode", "random", "--probability", str(share), "-j", "DROP")

    def pass_all(self):
        self._run("iptables", "-F", "OUTPUT")

    def close(self):
        for link in self._links:
            link.close()
        self._holder.stop(0)

    def _run(self, *words):
        done = subprocess.run([*self.command_prefix(), *words], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr}")

    def _inside(self, make):
        """What `make` opens, opened in here: a socket stays in the network where it was made."""
        answers = []

        def enter_and_make():
            try:
                with open(self._path, "rb") as network:
                    if _libc.setns(network.fileno(), _CLONE_NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), "the network cannot be entered")
                answers.append(make())
            except OSError as error:
                answers.append(error)

        thread = threading.Thread(target=enter_and_make)  # Only this thread changes its network.
        thread.start()
        thread.join()
        if isinstance(answers[0], OSError):
            raise answers[0]
        return answers[0]


