"""Neither secrets nor passengers are shown: not by logs, metrics, status, or what commands print."""

import json
import signal
import subprocess

from harness.pipeline import binary
from harness.waiting import wait_until

from bookings import Bookings

URL_SECRET = "hunter2-of-the-url"
FILE_SECRET = "hunter2-of-the-file"
KEY_SECRET = "hunter2-of-the-key"
NEW_SECRET = "hunter2-of-the-reload"
REFUSED, BROKEN, MISTYPED, GOOD = "ANNA REFUSED", "BEN BROKEN", "CLEO MISTYPED", "DORA GOOD"
HIDDEN = (URL_SECRET, FILE_SECRET, KEY_SECRET, NEW_SECRET, REFUSED, BROKEN, MISTYPED, GOOD)
PATHS = ("/metrics", "/status.json", "/history.json", "/explain", "/")


def booking(name, **fields):
    value = {"booking_id": "HP-1", "passenger_no": 1, "version": 1, "full_name": name, **fields}
    return b"HP-1", json.dumps(value).encode()


# The first is refused by the table, whose message has all its values. It is a row of its own, so that
# no newer one takes its place in the batch.
TROUBLE = (booking(REFUSED, passenger_no=2), (b"HP-1", b'{"full_name": "' + BROKEN.encode()),
           booking(GOOD, version=MISTYPED), booking(GOOD, version=2))


def said_by_commands(daemon):
    """What each says of the file as it is: (command, text)."""
    for command in (["config"], ["validate"], ["validate", "--connect"],
                    ["validate", "--format", "json"]):
        done = subprocess.run([binary("manifest-projector", "PROJECTOR_BINARY"), *command,
                               "--config", daemon.configuration_path],
                              capture_output=True, text=True, check=False)
        yield " ".join(command), done.stdout + done.stderr


def test_nothing_shows_secrets_or_passengers(pipeline, tmp_path, monkeypatch):
    bookings = Bookings(pipeline)
    pipeline.sql(f"ALTER TABLE passenger_manifest ADD CHECK (full_name <> '{REFUSED}')")
    letters = pipeline.create_topic("letters", 1)
    password_file = tmp_path / "password"
    password_file.write_text(FILE_SECRET)
    monkeypatch.setenv("KEY_PASSWORD", KEY_SECRET)
    daemon = bookings.daemon(
        kafka={"properties": {"ssl.key.password": "${KEY_PASSWORD}"}},
        postgres={"url": pipeline.database_url.replace("@", f":{URL_SECRET}@"),
                  "password_file": str(password_file)},
        log={"level": "debug"},
        topics=[{"name": bookings.topic, "projection": "played", "dead_letter_topic": letters}])
    daemon.start()
    bookings.client.produce(bookings.topic, TROUBLE)
    bookings.wait_committed()
    assert bookings.client.record_count(letters) == 3
    said = list(said_by_commands(daemon))
    assert str(password_file) in dict(said)["config"]

    # A reload tells what it cannot change, and quotes the line that is wrong.
    for number, url in enumerate((f"postgresql://p:{NEW_SECRET}@h/x",
                                  f"postgresql//p:{NEW_SECRET}@h/x"), start=1):
        daemon.configuration["postgres"]["url"] = url
        daemon.write_configuration()
        daemon.send_signal(signal.SIGHUP)
        wait_until(lambda number=number: daemon.metrics().value(
            "projector_config_reloads_total", result="error") == number, "the file is refused")
    said += said_by_commands(daemon)
    said += [(path, daemon.get(path)[1]) for path in PATHS]
    daemon.stop()
    said.append(("the log", daemon.log()))

    told = dict(said)
    assert "config.reload" in told["the log"] and "1 error" in told["validate"]
    assert "projector_records_total" in told["/metrics"] and all(told[path] for path in PATHS)
    assert not [f"{where} shows {secret}" for where, text in said
                for secret in HIDDEN if secret in text]
