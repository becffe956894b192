"""The language is not Harbor Point's only: a warehouse with other keys, types and shapes."""

import datetime
import json
from decimal import Decimal

import pytest
import yaml
from harness.scene import Scene

from bookings import REPOSITORY
from stories import Stories, Story

DATA = REPOSITORY / "tests" / "integration" / "data"
SQL = (DATA / "warehouse.sql").read_text(encoding="utf-8")
PROJECTIONS = yaml.safe_load((DATA / "warehouse.yaml").read_text(encoding="utf-8"))

ORDER_ID = "6f1c2b9e-0a4d-4c55-8f31-0d4c5b6a7e80"
SENSOR = "0d3a7f42-5a01-4d7e-9f20-1b2c3d4e5f60"


def line(sku, quantity="1", **item):
    return {"item": {"sku": sku, "dims": [10, 20, 30], "price/net": 19.90, **item},
            "quantity": quantity}


def order(revision, *skus, kind="order", key=b"order", **told):
    value = {"meta": {"kind": kind, "revision": revision}, "id": ORDER_ID,
             "placed": {"day": "2026-07-14", "at": 1_784_019_600_125}, "shop": 7,
             "content": {"lines": [line(sku) for sku in skus]}, "tags": [], **told}
    return key, json.dumps(value).encode(), {"revision": str(revision).encode()}


def drop(revision):
    return order(revision, kind="drop")


def reading(heard, *values, key=SENSOR):
    return key.encode(), json.dumps({"heard": heard, "values": values}).encode()


def play_of(projections, *records):
    return Story(SQL, PROJECTIONS[projections], records)


# The digits of numbers, and the form of everything else, are as written here.
RICH = (b"order", b'''{"meta":{"kind":"order","revision":1},"id":"%s","shop":7,
 "placed":{"day":"2026-07-14","at":1784019600125},"state":"packed","gift":true,"weight":12.500,
 "tags":["cold","say \\"no\\"","a,b {c}","back\\\\slash",null,"NULL",""],"sizes":[3,null,-1],
 "customer":{"name":"B\xc3\xa9a","points":[1.50,{"x":null}]},"packed":1784023200,
 "pickup":"18:30","seal":"\\\\x00ff10","rebate":1e-1,
 "content":{"lines":[
  {"item":{"sku":"A","dims":[10,20,30],"price/net":19.90},"quantity":100000000000000000000.001},
  {"item":{"sku":"B","dims":[]},"quantity":1e2,"note":"b"}]}}''' % ORDER_ID.encode(),
        {"revision": b"1"})

STORIES = {
    "rich": Story(SQL, {name: PROJECTIONS["orders"][name] for name in ("order", "line")}, (RICH,)),
    "sparse": play_of("orders", order(1)),
    "revised": play_of("orders", order(1, "A", "B", "C", tags=["cold", "fragile"]),
                       order(3, "C", state="sent", tags=["fragile", "tall"]),
                       order(2, "A", "B"), order(1, "A")),
    "dropped": play_of("orders", order(1, "A", "B", tags=["cold"]), drop(2), order(1, "A")),
    "dropped and placed": play_of("orders", order(1, "A", "B"), drop(2), order(3, "C")),
    # The same order: equal values of a key are one row however they are written.
    "spelled": play_of("orders", order(1, "A"), order(2, "B", id=ORDER_ID.upper(), shop="7"),
                       order(3, "C", id="{" + ORDER_ID + "}", shop="007")),
    "noise": play_of("orders", order(1, "A", kind="stocktaking"), order(1, "A")),
    "readings": play_of("readings",
                        reading(1000, [1_784_019_600_125, 4.20], [1_784_019_660_000, -18]),
                        reading(2000, [1_784_019_600_125, 4.30]),
                        reading(1500, [1_784_019_600_125, 9], [1_784_019_720_000, 5])),
    "registry": Story(SQL, PROJECTIONS["readings"], tuple(
        (key, b"\0\0\0\0\7" + value) for key, value in [reading(1000, [0, 1])]),
        {"format": "json_registry"}),
    "one bad line": play_of("orders", order(1, "A", None, tags=["cold"]), order(2, "A")),
}


@pytest.fixture(scope="module", params=["together", "one_by_one"])
def played(servers, request):
    scene = Scene(servers)
    stories = Stories(scene, STORIES)
    getattr(stories, f"play_{request.param}")()
    yield stories
    scene.close()


def lines(stories, name):
    return stories.sql(name, "SELECT line_no, sku, revision FROM order_line ORDER BY 1")


def tags(stories, name):
    return stories.sql(name, "SELECT tag, place, revision FROM parcel_tag ORDER BY 1")


def test_values_go_in_as_their_types(played):
    assert played.outcomes("rich") == {"applied": 1}
    assert played.sql("rich", "SELECT order_id::text, day::text, shop, state::text, is_gift,"
                      " total::text, placed_at::text, packed_at::text, pickup::text,"
                      " encode(seal, 'hex'), rebate FROM customer_order") == [
        (ORDER_ID, "2026-07-14", 7, "packed", True, "12.500", "2026-07-14 09:00:00.125+00",
         "2026-07-14 10:00:00", "18:30:00", "00ff10", 0.1)]


def test_arrays_of_scalars_become_arrays(played):
    assert played.sql("rich", "SELECT tags, sizes FROM customer_order") == [
        (["cold", 'say "no"', "a,b {c}", "back\\slash", None, "NULL", ""], [3, None, -1])]


def test_documents_go_in_as_they_are(played):
    assert played.sql("rich", "SELECT customer FROM customer_order") == [
        ({"name": "Béa", "points": [1.5, {"x": None}]},)]
    assert [whole["quantity"] for whole, in played.sql(
        "rich", "SELECT whole FROM order_line ORDER BY line_no")] == [1e20, 100]


def test_numbers_keep_their_digits(played):
    assert played.sql("rich", "SELECT quantity, price, width, depths FROM order_line"
                      " ORDER BY line_no") == [
        (Decimal("100000000000000000000.001"), Decimal("19.90"), 10, [10, 20, 30]),
        (Decimal("100"), None, None, [])]


def test_columns_of_the_table_alone_are_left_alone(played):
    assert played.sql("rich", "SELECT order_no, entered_at::date::text, label, is_gone"
                      " FROM customer_order") == [(1, "2026-01-01", "shop 7", False)]


def test_columns_are_filled_from_the_record(played):
    assert played.sql("rich", "SELECT source_partition, source_offset, source_topic, revision"
                      " FROM customer_order") == [(0, 0, "orders", 1)]


def test_what_is_missing_is_null_or_its_default(played):
    assert played.sql("sparse", "SELECT state::text, is_gift, total, tags, customer, packed_at,"
                      " seal FROM customer_order") == [("placed", None, None, [], None, None, None)]
    assert (lines(played, "sparse"), tags(played, "sparse")) == ([], [])
    assert played.outcomes("sparse") == {"applied": 1}


def test_three_tables_follow_their_newest_event(played):
    assert played.sql("revised", "SELECT state::text, revision FROM customer_order") == [("sent", 3)]
    assert lines(played, "revised")[0] == (0, "C", 3)
    assert tags(played, "revised")[-2:] == [("fragile", 0, 3), ("tall", 1, 3)]


def test_a_late_event_fills_a_table_that_deletes_its_rows(played):
    # Without a mark nothing remembers line 1 of revision 3, so revision 2 brings it back.
    assert lines(played, "revised") == [(0, "C", 3), (1, "B", 2)]
    assert played.outcomes("revised") == {"applied": 3, "stale": 1}


def test_a_dropped_order_is_marked_and_its_lines_are_gone(played):
    # The last event is stale for the order, and new for the lines, which bear no mark.
    assert played.sql("dropped", "SELECT is_gone, revision FROM customer_order") == [(True, 2)]
    assert (lines(played, "dropped"), tags(played, "dropped")) == ([(0, "A", 1)], [])
    assert played.outcomes("dropped") == {"applied": 3}


def test_a_newer_event_takes_a_boolean_mark_away(played):
    assert played.sql("dropped and placed", "SELECT is_gone, revision FROM customer_order") == [
        (False, 3)]
    assert lines(played, "dropped and placed") == [(0, "C", 3)]


def test_equal_keys_are_one_row_however_written(played):
    assert played.sql("spelled", "SELECT order_id::text, revision FROM customer_order") == [
        (ORDER_ID, 3)]
    assert lines(played, "spelled") == [(0, "C", 3)]
    assert played.outcomes("spelled") == {"applied": 3}


def test_an_event_that_all_projections_ignore_is_ignored(played):
    assert played.outcomes("noise") == {"ignored": 1, "applied": 1}


def test_a_bad_element_spoils_its_record_in_all_tables(played):
    assert played.outcomes("one bad line") == {"applied": 1, "dead_lettered": 1}
    assert lines(played, "one bad line") == [(0, "A", 2)]
    assert tags(played, "one bad line") == []
    letter = played.letters("one bad line")[0]
    assert letter.headers["projector.class"] == b"required"
    assert "/content/lines/1/item/sku" in letter.headers["projector.reason"].decode()


def test_epoch_times_are_keys_and_versions(played):
    found = played.sql("readings", "SELECT extract(epoch FROM measured_at)::numeric(20, 3)::text,"
                       " celsius::text, to_char(heard_at, 'SS.MS') FROM reading ORDER BY 1")

    assert found == [("1784019600.125", "4.3", "02.000"), ("1784019660.000", "-18", "01.000"),
                     ("1784019720.000", "5", "01.500")]
    assert played.outcomes("readings") == {"applied": 3}


def test_a_schema_registrys_prefix_is_skipped(played):
    assert played.sql("registry", "SELECT measured_at, celsius FROM reading") == [
        (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc), 1)]
