"""Two writers over HTTP, a service and a follower that are killed: nothing is lost or doubled."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest
from newsroom.headlines import Headlines

from ip4timeline.store import SqliteStore

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX has them")
NEWSROOM = [sys.executable, "-c", "from newsroom.command import main; main()"]


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def serve(log, port):
    process = subprocess.Popen([*NEWSROOM, "serve", "--log", log, "--port", str(port)])
    for _ in range(600):
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return process
        time.sleep(0.05)
    raise AssertionError("the service did not come up")


def write(port, who, count, source, acknowledged, meeting):
    """Send each event until it is acknowledged; every second one with the version just seen."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
        for number in range(count):
            rows = [source, meeting(f"{who}-{number}", "2026-03-02")]
            while True:
                try:
                    headers = {}
                    if number % 2:
                        headers["If-Match"] = client.get("/events?limit=1").headers["ETag"]
                    answer = client.post("/events", json=rows, headers=headers)
                except (httpx.TransportError, KeyError):
                    time.sleep(0.05)
                    continue
                if answer.status_code in (200, 201):
                    acknowledged.append(f"{who}-{number}")
                    break
                assert answer.status_code in (412, 503), answer.text


def test_two_writers_and_kills(tmp_path, rows, meeting):
    path = tmp_path / "desk.db"
    log, port, chance = f"sqlite:{path}", free_port(), random.Random(7)
    service = serve(log, port)
    into = tmp_path / "headlines.db"
    words = [*NEWSROOM, "follow", "--log", log, "--into", str(into)]
    follower = subprocess.Popen(words)
    acknowledged = []
    writers = [
        threading.Thread(target=write, args=(port, who, 40, rows[0], acknowledged, meeting))
        for who in ("north", "south")
    ]
    for writer in writers:
        writer.start()
    try:
        for _ in range(2):
            time.sleep(chance.uniform(0.2, 0.5))
            os.kill(service.pid, signal.SIGKILL)
            os.kill(follower.pid, signal.SIGKILL)
            service.wait()
            follower.wait()
            service = serve(log, port)
            follower = subprocess.Popen(words)
        for writer in writers:
            writer.join(timeout=60)
        assert not any(writer.is_alive() for writer in writers)
    finally:
        for process in (service, follower):
            process.kill()
            process.wait()
    store = SqliteStore(path)
    ids = [recorded.row.id for recorded in store.read()]
    assert len(ids) == len(set(ids)) == 81
    assert set(acknowledged) == set(ids) - {"notice"}
    assert store.verify() == 81
    store.close()
    subprocess.run([*words, "--wait", "0"], check=True, capture_output=True)
    model = Headlines(into)
    assert model.rows() == 81
    assert {id for _, id, _ in model.newest(100)} == set(ids) - {"notice"}
    model.close()


def test_many_who_listen_do_not_keep_others_waiting(tmp_path, rows):
    port = free_port()
    service = serve(f"sqlite:{tmp_path / 'desk.db'}", port)
    listening = []
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            assert client.post("/events", json=rows).status_code == 201
            for _ in range(120):
                listening.append(socket.create_connection(("127.0.0.1", port)))
                listening[-1].sendall(b"GET /events/stream?after=1 HTTP/1.1\r\nHost: x\r\n\r\n")
            for one in listening:  # each has its row, and waits for another
                one.settimeout(30)
                told = b""
                while b"id: 2" not in told:
                    told += one.recv(4096)
            began = time.monotonic()
            for _ in range(3):
                assert client.get("/events").status_code == 200
            assert time.monotonic() - began < 3
        os.kill(service.pid, signal.SIGTERM)  # and it ends though they still listen
        service.wait(timeout=20)
    finally:
        for one in listening:
            one.close()
        service.kill()
        service.wait()
