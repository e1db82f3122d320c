"""K1 to K9: many at once, and again."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from service_harness import KETTLE, PASSWORD, PNG, Service, at_once, running


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_k1_sixty_parallel_orders_of_twenty_sell_exactly_twenty(service: Service) -> None:
    product = service.mia.new_product(20)["id"]
    answers = at_once(60, lambda _: service.alice.new_order(product))
    assert statuses(answers) == {201: 20, 409: 40}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 20
    assert service.mia.stock(product) == 0
    page = service.sam.get(f"/products/{product}/stock-movements", params={"limit": 100}).json()
    assert sum(movement["quantity"] for movement in page["items"]) == 0
    assert len(page["items"]) == 21
    service.invariants_hold()


def test_k2_twenty_requests_with_one_key_place_one_order(service: Service) -> None:
    product, key = service.mia.new_product(20)["id"], str(uuid4())
    answers = at_once(20, lambda _: service.alice.new_order(product, key=key))
    assert statuses(answers) == {201: 20}
    assert len({answer.text for answer in answers}) == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert service.mia.stock(product) == 19
    service.invariants_hold()


def test_k3_a_key_belongs_to_one_request_of_one_user(service: Service) -> None:
    product, key = service.mia.new_product(20)["id"], str(uuid4())
    assert service.alice.new_order(product, key=key).status_code == 201
    assert service.alice.new_order(product, 2, key=key).status_code == 422
    assert service.bob.new_order(product, 2, key=key).status_code == 201
    assert service.mia.stock(product) == 17


@pytest.mark.parametrize("key", [None, "", "k" * 256, "two words", "ö"])
def test_k3_a_missing_or_unfit_key_is_400(service: Service, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key.encode("latin-1")}
    body = {"lines": [{"product_id": KETTLE, "quantity": 1}]}
    response = service.alice.http.post("/orders", json=body, headers=headers)
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"


def test_k3_a_key_of_255_characters_is_taken(service: Service) -> None:
    key = uuid4().hex.ljust(255, "~")
    assert service.alice.new_order(KETTLE, key=key).status_code == 201


def test_k4_what_was_answered_is_answered_again_after_a_restart(
    service: Service, tmp_path: Path
) -> None:
    product, key = service.mia.new_product(5)["id"], str(uuid4())
    first = service.alice.new_order(product, key=key)
    with ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, **service.settings))
        restarted = Service(server, key=service.key, settings=service.settings)
        stack.callback(restarted.close)
        again = restarted.alice.new_order(product, key=key)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["Location"] == first.headers["Location"]
    assert service.mia.stock(product) == 4


def test_k4_a_refusal_is_not_kept(service: Service) -> None:
    product, key = service.mia.new_product(1)["id"], str(uuid4())
    assert service.alice.new_order(product, 0, key=key).status_code == 422
    assert service.alice.new_order(product, 2, key=key).status_code == 409
    assert service.alice.new_order(product, 1, key=key).status_code == 201


def test_k5_a_change_needs_the_version_it_was_made_to(service: Service) -> None:
    product = service.mia.new_product()
    path = f"/products/{product['id']}"
    tag = service.mia.get(path).headers["ETag"]
    assert service.mia.patch(path, {"price": 1}).status_code == 428
    for stale in ('"0"', f"W/{tag}", "0", '"99999999999999999999"', "nonsense"):
        assert service.mia.patch(path, {"price": 1}, if_match=stale).status_code == 412
    changed = service.mia.patch(path, {"price": 1}, if_match=f'"0", {tag}')
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert service.mia.patch(path, {"price": 2}, if_match=tag).status_code == 412
    assert service.mia.get(path).json()["price"] == 1


def test_k5_of_twenty_changes_to_one_version_one_succeeds(service: Service) -> None:
    product = service.mia.new_product()
    path = f"/products/{product['id']}"
    tag = service.mia.get(path).headers["ETag"]
    answers = at_once(20, lambda n: service.mia.patch(path, {"price": n}, if_match=tag))
    assert statuses(answers) == {200: 1, 412: 19}


def test_k6_what_the_caller_holds_is_not_sent_again(service: Service) -> None:
    product = service.mia.new_product()
    path = f"/products/{product['id']}"
    tag = service.alice.get(path).headers["ETag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = service.alice.get(path, headers={"If-None-Match": held})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
    other = service.alice.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    assert service.mia.http.put(
        f"{path}/image", content=PNG, headers={"Content-Type": "image/png"}
    ).is_success
    assert service.alice.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_k7_orders_of_the_same_products_in_any_order_never_fail(service: Service) -> None:
    products = [service.mia.new_product(1000)["id"] for _ in range(4)]

    def place(number: int) -> list[httpx.Response]:
        chance = random.Random(number)  # noqa: S311  # only shuffles
        answers = []
        for _ in range(10):
            shuffled = chance.sample(products, len(products))
            lines = [{"product_id": product, "quantity": 1} for product in shuffled]
            answers.append(service.alice.post("/orders", {"lines": lines}))
        return answers

    answers = [answer for several in at_once(20, place) for answer in several]
    assert statuses(answers) == {201: 200}
    assert {service.mia.stock(product) for product in products} == {800}
    service.invariants_hold()


def test_k8_of_cancelling_and_shipping_one_wins(service: Service) -> None:
    product = service.mia.new_product(10)["id"]
    for round_ in range(5):
        order = service.alice.new_order(product).json()
        path = f"/orders/{order['id']}"
        payment = {"method": "card", "amount": order["total"]}
        assert service.alice.post(f"{path}/payment", payment).status_code == 200
        shipment = {"carrier": "Post", "tracking_code": f"P-{round_}"}
        steps = [
            lambda path=path: service.alice.http.post(f"{path}/cancellation"),
            lambda path=path, body=shipment: service.sam.post(f"{path}/shipment", body),
        ]
        cancelled, shipped = at_once(2, lambda index, steps=steps: steps[index]())
        assert sorted([cancelled.status_code, shipped.status_code]) == [200, 409]
        final = "cancelled" if cancelled.status_code == 200 else "shipped"
        assert service.alice.get(path).json()["status"] == final
    service.invariants_hold()


def test_k9_parallel_registration_of_one_address_makes_one_account(service: Service) -> None:
    email = f"{uuid4().hex}@acme.example"
    body = {"tenant": "acme", "email": email, "name": "Twin", "password": PASSWORD}
    answers = at_once(5, lambda _: service.nobody.http.post("/users", json=body))
    assert statuses(answers) == {202: 5}
    cursor, found = None, 0
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = service.root.get("/users", params={"limit": 100, **more}).json()
        found += sum(user["email"] == email for user in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == 1


def test_an_order_takes_its_steps_and_no_others(service: Service) -> None:
    product = service.mia.new_product(5)["id"]
    order = service.alice.new_order(product, 2).json()
    path = f"/orders/{order['id']}"
    shipment = {"carrier": "Post", "tracking_code": "P-1"}
    assert service.sam.post(f"{path}/shipment", shipment).status_code == 409
    wrong = {"method": "card", "amount": order["total"] + 1}
    assert service.alice.post(f"{path}/payment", wrong).status_code == 409
    payment, key = {"method": "invoice", "amount": order["total"]}, str(uuid4())
    paid = service.alice.post(f"{path}/payment", payment, key=key)
    assert paid.json()["status"] == "paid"
    assert service.alice.post(f"{path}/payment", payment, key=key).content == paid.content
    assert service.alice.post(f"{path}/payment", payment).status_code == 409
    assert service.sam.post(f"{path}/shipment", shipment).json()["shipment"]["carrier"] == "Post"
    assert service.alice.post(f"{path}/cancellation").status_code == 409
    second = service.alice.new_order(product, 3).json()
    assert service.mia.stock(product) == 0
    for _ in range(2):
        cancelled = service.alice.post(f"/orders/{second['id']}/cancellation")
        assert cancelled.json()["status"] == "cancelled"
    assert service.mia.stock(product) == 3
    service.invariants_hold()
