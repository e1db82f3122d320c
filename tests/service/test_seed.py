"""Demo data can be brought back, whatever was done to it."""

from __future__ import annotations

from pathlib import Path

from service_harness import KETTLE, Service


def test_demo_data_comes_back(service: Service, tmp_path: Path) -> None:
    mia, sam = service.fresh("mia"), service.sam.get("/me").json()["id"]
    assert mia.http.delete(f"/products/{KETTLE}").status_code == 204
    usurper = mia.new_product(sku="KETTLE-1")
    assert service.root.patch(f"/users/{sam}", {"active": False}).status_code == 200
    service.restore(tmp_path)
    kettle = mia.get(f"/products/{KETTLE}").json()
    assert kettle["sku"] == "KETTLE-1"
    assert kettle["stock"] >= 1000
    assert mia.get(f"/products/{usurper['id']}").status_code == 404
    assert service.sam.get("/me").json()["active"] is True
    service.invariants_hold()
