"""A real server process: long bodies at constant memory, a thousand silent clients."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")

if sys.platform == "linux":
    from benchmarks import streaming

ROOM = 32  # MB


@pytest.fixture(scope="module")
def server() -> Iterator[streaming.Server]:
    with streaming.serving() as running:
        yield running


def test_an_upload_of_200_mb_takes_constant_memory(server: streaming.Server) -> None:
    assert streaming.upload(server) < ROOM


def test_a_download_of_200_mb_takes_constant_memory(server: streaming.Server) -> None:
    assert streaming.download(server) < ROOM


def test_a_thousand_silent_clients_leave_room_for_others(server: streaming.Server) -> None:
    with streaming.listeners(server):
        assert server.open_sources() == streaming.CLIENTS
    streaming.await_sources(server, 0)
