import pytest
from fastapi.testclient import TestClient
from newsroom.service import create_app

import ip4timeline as ip4


@pytest.fixture
def rows():
    """A source and an event that cites it, as they are sent."""
    return [
        {
            "registry": "source",
            "id": "notice",
            "publisher": "Ministry",
            "title": "Notice",
            "tier": "primary",
        },
        meeting("call", "2026-03-02"),
    ]


def meeting(id, day, summary="They spoke."):
    return {
        "kind": "meeting",
        "id": id,
        "occurred": day,
        "partners": ["japan"],
        "summary": summary,
        "cites": [{"source": "notice"}],
    }


@pytest.fixture(name="meeting")
def make_meeting():
    return meeting


@pytest.fixture
def log(tmp_path):
    return f"sqlite:{tmp_path / 'desk.db'}"


@pytest.fixture
def client(log):
    with TestClient(create_app(log), raise_server_exceptions=True) as client:
        yield client


@pytest.fixture(scope="session")
def shipped():
    return ip4.load()


@pytest.fixture
def on_the_record(tmp_path, shipped):
    with TestClient(create_app(f"sqlite:{tmp_path / 'more.db'}", shipped)) as client:
        yield client
