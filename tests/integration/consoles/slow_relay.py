# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A line on which the server's answers get through only drop by drop until the console has said a second word. So a C-CANCEL reaches a
server that cannot have finished: the test does not depend on who is faster."""

import contextlib
import socket
import threading

SMALL_SEGMENTS = 536        # keeps the kernel from taking a whole list into its buffers
FIRST_DROP = 4096           # bytes of answers that pass before the cancellation


class SlowRelay:
    """Relays one association to `port`, up to `held_after` messages of the console at first."""

    def __init__(self, port, held_after):
        self.target, self.held_after = port, held_after
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.freed = threading.Event()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.freed.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def _serve(self):
        try:
            console, _ = self.listener.accept()
        except OSError:
            return
        server = socket.socket()
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENTS)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, FIRST_DROP)
        with console, server:
            server.connect(("127.0.0.1", self.target))
            upward = threading.Thread(target=self._upward, args=(console, server))
            upward.start()
            self._downward(server, console)
            upward.join()

    def _upward(self, console, server):
        """Whole PDUs of the console, counted: association, commands and identifiers, then the cancellation."""
        with contextlib.suppress(OSError), console.makefile("rb") as stream:
            for count in range(1, 1_000_000):
                head = stream.read(6)
                if len(head) < 6:
                    break
                server.sendall(head + stream.read(int.from_bytes(head[2:6], "big")))
                if count > self.held_after:
                    self.freed.set()
        self.freed.set()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _downward(self, server, console):
        passed = 0
        with contextlib.suppress(OSError):
            while data := server.recv(1024):
                console.sendall(data)
                passed += len(data)
                if passed >= FIRST_DROP:
                    self.freed.wait()
            console.shutdown(socket.SHUT_WR)
