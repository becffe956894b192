"""What is wrong is named, with its place and remedy, and nothing is lost meanwhile."""

import subprocess

import pytest
from harness.pipeline import binary
from harness.ports import LOOPBACK, free_port
from harness.waiting import wait_until

from bookings import MANIFEST, Bookings, log_of

UNREACHABLE = {
    "kafka": lambda port: {"kafka": {"brokers": [f"{LOOPBACK}:{port}"]}},
    "postgres": lambda port: {"postgres": {"url": f"postgresql://nobody@{LOOPBACK}:{port}/harbor"}},
}
WAITS = {"kafka": "kafka.down", "postgres": "sink.down"}


def program(*arguments):
    """(exit code, what it printed)."""
    done = subprocess.run([binary("manifest-projector", "PROJECTOR_BINARY"), *arguments],
                          capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def start_and_end(daemon, *arguments):
    daemon.start(*arguments, wait=False)
    return daemon.wait(), daemon.log()


@pytest.mark.parametrize("which", UNREACHABLE)
def test_a_server_that_is_not_there_is_waited_for_visibly(pipeline, which):
    port = free_port()
    daemon = Bookings(pipeline).daemon(**UNREACHABLE[which](port))
    daemon.start(wait=False)

    wait_until(lambda: WAITS[which] in daemon.log(), "the log names what is missing")

    assert str(port) in log_of(daemon, WAITS[which])[0]
    assert (daemon.get("/readyz")[0], daemon.get("/livez")[0]) == (503, 200)
    wait_until(lambda: str(port) in daemon.get("/explain")[1], "explain names it, too")
    assert daemon.is_running()
    assert daemon.stop() == 0


@pytest.mark.parametrize("which", UNREACHABLE)
def test_require_healthy_ends_without_the_server(pipeline, which):
    port = free_port()
    daemon = Bookings(pipeline).daemon(**UNREACHABLE[which](port))

    code, log = start_and_end(daemon, "--require-healthy")

    assert (code, str(port) in log) == (69, True)


def test_a_server_that_comes_later_is_found(pipeline):
    bookings = Bookings(pipeline)
    bookings.produce(100)
    pipeline.postgres.stop()
    daemon = bookings.daemon()
    daemon.start(wait=False)
    wait_until(lambda: "sink.down" in daemon.log(), "it waits")

    pipeline.postgres.start()

    daemon.wait_ready()
    bookings.wait_committed()
    bookings.require_table_equals_fold()


def with_projection(**changes):
    return {"projections": {"played": {**MANIFEST, **changes}}}


@pytest.mark.parametrize("sections, named, remedy", [
    pytest.param({"topics": [{"name": "no-such-topic", "projection": "played"}]},
                 "no-such-topic", "create it", id="topic"),
    pytest.param(with_projection(table="no_such_table"), "no_such_table", "create", id="table"),
    pytest.param(with_projection(columns={**MANIFEST["columns"], "cabbin": "/cabin"}),
                 "cabbin", "nearest are: cabin", id="column"),
    pytest.param(with_projection(version={"column": "no_such_version", "from": "/version"}),
                 "no_such_version", "version", id="version column"),
    pytest.param(with_projection(key=["booking_id"]), "booking_id", "CREATE UNIQUE INDEX",
                 id="unique index"),
])
def test_what_is_missing_is_named_with_its_remedy(pipeline, sections, named, remedy):
    daemon = Bookings(pipeline).daemon(**sections)

    code, log = start_and_end(daemon)

    assert code == 78
    assert named in log and remedy in log and f"{daemon.configuration_path.name}:" in log


def test_a_missing_privilege_is_named_with_its_remedy(pipeline):
    bookings = Bookings(pipeline)
    role = f"reader_{pipeline.number}"
    pipeline.sql(f"CREATE ROLE {role} LOGIN; GRANT SELECT ON passenger_manifest TO {role}")
    daemon = bookings.daemon(postgres={"url": pipeline.postgres.url(pipeline.database, role)})

    code, log = start_and_end(daemon)

    assert code == 78
    assert "GRANT INSERT, UPDATE ON" in log and "passenger_manifest" in log


def test_rows_that_go_for_good_need_the_privilege(pipeline):
    role = f"keeper_{pipeline.number}"
    bookings = Bookings(pipeline, projection={
        **MANIFEST, "do": "delete", "columns": {"booking_id": "/booking_id"}})
    pipeline.sql(f"CREATE ROLE {role} LOGIN;"
                 f" GRANT SELECT, INSERT, UPDATE ON passenger_manifest TO {role}")
    url = pipeline.postgres.url(pipeline.database, role)

    code, log = start_and_end(bookings.daemon(postgres={"url": url}))

    assert code == 78 and "GRANT DELETE ON" in log
    bookings.projection["removed"] = {"column": "removed_at"}
    bookings.daemon(postgres={"url": url}).start()


@pytest.mark.parametrize("text, named", [
    pytest.param("kafka: [", ":1:", id="no YAML"),
    pytest.param("kafka: {grup: x}\n", 'did you mean "group"', id="unknown key"),
    pytest.param("kafka: {group: x, group: y}\n", "group", id="duplicate key"),
    pytest.param("commit: {interval: 5}\n", "commit.interval", id="no unit"),
])
def test_a_bad_configuration_ends_with_its_place(pipeline, text, named):
    daemon = Bookings(pipeline).daemon()
    daemon.configuration_path.write_text(text)

    code, log = start_and_end(daemon)

    assert code == 78
    assert f"{daemon.configuration_path}:" in log and named in log


def test_a_configuration_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "absent.yaml"

    code, said = program("run", "--config", path)

    assert (code, str(path) in said) == (78, True)


@pytest.mark.parametrize("arguments", [(), ("run",), ("sail",), ("run", "--config"),
                                       ("run", "--config", "x", "--unknown"), ("version", "more")])
def test_wrong_usage_ends_with_64(arguments):
    assert program(*arguments)[0] == 64


def test_version_names_itself_and_its_libraries():
    code, said = program("version")

    assert code == 0
    assert all(word in said for word in ("manifest-projector", "commit", "librdkafka", "libpq"))


def test_help_is_no_error():
    code, said = program("--help")

    assert code == 0 and "run" in said
