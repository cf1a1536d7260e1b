"""Sixteen clients in one process of its own: each sends a move, waits for the answer, sends the next.

Client and server share the two cores. http.client with a thread each took as much of them as
the server did; these are bare sockets and one loop, whose cost is printed with the result.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CLIENTS = 16
ROOT = Path(__file__).parents[1]


@dataclass
class Sent:
    """What the clients saw: all in seconds; `faults` are the statuses other than 201."""

    seconds: float
    cpu: float
    waits: list[float]
    faults: list[int]


@dataclass
class Client:
    """One connection with one question open."""

    wire: socket.socket
    chance: random.Random
    left: int
    begun: float = 0.0
    got: bytearray = field(default_factory=bytearray)


def send_in_a_process(port: int, token: str, deals: list[str], moves: int) -> Sent:
    """Send so many moves of these deals from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.send_moves"],
        input=json.dumps({"port": port, "token": token, "deals": deals, "moves": moves}),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Sent(**json.loads(done.stdout))


def send(port: int, token: str, deals: list[str], moves: int) -> Sent:
    head = (
        f"POST /api/moves HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    waiting = selectors.DefaultSelector()
    waits: list[float] = []
    faults: list[int] = []
    begun = time.perf_counter()
    for number in range(CLIENTS):
        wire = socket.create_connection(("127.0.0.1", port))
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = Client(wire, random.Random(number), moves // CLIENTS)
        waiting.register(wire, selectors.EVENT_READ, client)
        _ask(client, head, deals)
    while waiting.get_map():
        for key, _ in waiting.select():
            client = key.data
            status = _read(client)
            if status is None:
                continue
            waits.append(time.perf_counter() - client.begun)
            faults += [status] if status != 201 else []
            if client.left:
                _ask(client, head, deals)
            else:
                waiting.unregister(client.wire)
                client.wire.close()
    return Sent(time.perf_counter() - begun, time.process_time(), waits, faults)


def _ask(client: Client, head: bytes, deals: list[str]) -> None:
    chance = client.chance
    move: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "deal": chance.choice(deals),
        "stage": chance.randrange(1, 5),
    }
    body = json.dumps(move).encode()
    client.left -= 1
    client.got.clear()
    client.begun = time.perf_counter()
    client.wire.sendall(b"%b%d\r\n\r\n%b" % (head, len(body), body))


def _read(client: Client) -> int | None:
    """The status of the answer when all of it is here. A closed connection answers 0 and ends the client."""
    part = client.wire.recv(65_536)
    if not part:
        client.left = 0
        return 0
    client.got += part
    head, found, body = bytes(client.got).partition(b"\r\n\r\n")
    if not found or len(body) < int(head.lower().split(b"content-length:")[1].split()[0]):
        return None
    return int(head.split()[1])


if __name__ == "__main__":
    asked = json.loads(sys.stdin.read())
    print(json.dumps(vars(send(**asked))))
