"""A TCP link that can be slow, silent, broken, or deaf at the worst moment.

It forwards between a port that clients connect to and a server. Faults act on all connections, those
that exist and those that come. A held link is what a frozen server or proxy looks like: the kernel still
acknowledges, nobody answers. For packets that vanish see private_network.py.
"""

import contextlib
import socket
import struct
import threading

from .ports import LOOPBACK
from .waiting import wait_until

_CHUNK_BYTES = 1 << 14
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: a close is a reset, whatever is still to be sent.


def listen_on(port=0, host=LOOPBACK):
    return socket.create_server((host, port), backlog=64)


class FaultyLink:
    """Threads of its own forward; the faults are set by whoever plays the case."""

    def __init__(self, connect, listener=None):
        """`connect()` opens a socket to the server; `listener` may live in another network."""
        self._connect = connect
        self._listener = listener or listen_on()
        self.port = self._listener.getsockname()[1]
        self.address = f"{LOOPBACK}:{self.port}"
        self._changed = threading.Condition()
        self._pairs = set()  # Guarded by _changed, as is all that follows.
        self._closed = False
        self.heal()
        threading.Thread(target=self._accept, daemon=True).start()

    def heal(self):
        """Whatever was wrong is over; held data goes on its way."""
        with self._changed:
            self._delay_seconds = 0.0
            self._bytes_a_second = 0
            self._is_held = False
            self._is_down = False
            self._cut_after_bytes = None
            self._deaf_after = None
            self._deaf_pair = None
            self.deafened = 0
            self._changed.notify_all()

    def delay(self, seconds):
        """Each piece of data takes so much longer, in each direction."""
        self._set("_delay_seconds", seconds)

    def limit_rate(self, bytes_a_second):
        """Of each connection and direction."""
        self._set("_bytes_a_second", bytes_a_second)

    def hold(self):
        """Nothing passes, nothing is closed; new connections are taken and stay silent."""
        self._set("_is_held", True)

    def go_down(self):
        """Every connection is reset, and so is each new one."""
        self._set("_is_down", True)
        self.reset()

    def cut_after(self, byte_count):
        """Whoever carries the byte after so many more, towards a client, is reset there."""
        self._set("_cut_after_bytes", byte_count)

    def has_cut(self):
        with self._changed:
            return self._cut_after_bytes is None

    def deafen_after(self, text):
        """Whoever sends `text` gets no answer any more: the server does it, the client is reset.

        Once for each call; `deafened` counts.
        """
        self._set("_deaf_after", text)

    def reset(self):
        """Resets the connections that exist."""
        with self._changed:
            pairs = list(self._pairs)
        for pair in pairs:
            self._break(pair)

    def wait_deafened(self, timeout=30.0):
        wait_until(lambda: self.deafened, "the text was sent", timeout)

    def close(self):
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.reset()

    def _set(self, name, value):
        with self._changed:
            setattr(self, name, value)
            self._changed.notify_all()

    def _accept(self):
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        pair = (client,)
        try:
            self._wait_passable()
            if self._is_down or self._closed:
                return self._break(pair)
            pair = (client, self._connect())
        except OSError:
            return self._break(pair)
        for end in pair:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._changed:
            self._pairs.add(pair)
        threading.Thread(target=self._pump, args=(pair, 0), daemon=True).start()
        self._pump(pair, 1)

    def _pump(self, pair, direction):
        """Direction 0: client to server, 1: server to client."""
        source, target = pair if direction == 0 else reversed(pair)
        try:
            while data := source.recv(_CHUNK_BYTES):
                self._slow_down(len(data))
                self._wait_passable()
                if direction == 0:
                    self._listen_for_deafness(pair, data)
                elif self._is_deaf(pair) or self._is_cut(target, data):
                    return self._break(pair)
                target.sendall(data)
            self._wait_passable()
            target.shutdown(socket.SHUT_WR)
        except OSError:
            self._break(pair)
        else:
            with self._changed:
                if direction == 1:
                    self._pairs.discard(pair)

    def _listen_for_deafness(self, pair, data):
        with self._changed:
            if self._deaf_after is not None and self._deaf_after in data:
                self._deaf_after = None
                self._deaf_pair = pair

    def _is_deaf(self, pair):
        """The first answer means that the server has done it: nobody gets to see that."""
        with self._changed:
            if pair is not self._deaf_pair:
                return False
            self._deaf_pair = None
            self.deafened += 1
            return True

    def _slow_down(self, byte_count):
        seconds = self._delay_seconds
        if self._bytes_a_second:
            seconds += byte_count / self._bytes_a_second
        if seconds:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._is_down, seconds)

    def _wait_passable(self):
        with self._changed:
            self._changed.wait_for(lambda: not self._is_held or self._closed or self._is_down)

    def _is_cut(self, target, data):
        with self._changed:
            if self._cut_after_bytes is None:
                return False
            if len(data) <= self._cut_after_bytes:
                self._cut_after_bytes -= len(data)
                return False
            part, self._cut_after_bytes = data[:self._cut_after_bytes], None
        target.sendall(part)
        return True

    def _break(self, pair):
        with self._changed:
            self._pairs.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RD)  # Wakes the thread that reads from it.
            end.close()
