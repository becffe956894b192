"""`validate --connect` on real servers: each kind of finding with its place, whole message and remedy.

A finding is written "severity `what stands at its place`: message -> remedy".
"""

import json
import re
import subprocess

import pytest
from harness.kafka_broker import PREFIX
from harness.pipeline import Pipeline, binary
from harness.ports import LOOPBACK, free_port
from harness.postgres_server import PostgresServer

# Topics without rules are everybody's, so that only those that a test protects are not.
AUTHORIZER = {"authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
              "allow.everyone.if.no.acl.found": "true"}

TABLE = "CREATE TABLE crew (id text PRIMARY KEY, name text, version bigint)"
FILE = """\
kafka:
  brokers: [BROKER]
postgres:
  url: URL
  writers: 4
topics:
  - name: TOPIC
    projection: crew
projections:
  crew:
    table: crew
    key: [id]
    version: {column: version, from: /version}
    columns: {id: /id, name: /name}
"""
REFUSED = re.compile(r"connection to server .*$|Connect to .*$")


@pytest.fixture(scope="module")
def servers():
    with Pipeline(kafka_settings=AUTHORIZER) as pipeline:
        yield pipeline


class Validated:
    """A file, what `validate` says of it, and what `run` does."""

    def __init__(self, scene, replaced=(), sql=TABLE, topic=None, url=None):
        self.scene = scene
        self.names = {"BROKER": scene.kafka.bootstrap, "URL": url or scene.database_url}
        if sql:
            scene.sql(sql)
        text = FILE
        for before, after in dict(replaced).items():
            assert before in text
            text = text.replace(before, after)
        if topic is not None:
            self.names["TOPIC"] = scene.create_topic("crew", 2, topic)
            self.names["LETTERS"] = self.names["TOPIC"] + ".dead"
        for name, value in self.names.items():
            text = text.replace(name, value)
        self.path = scene.directory / f"validated-{scene.number}.yaml"
        self.path.write_text(text)

    def say(self, *arguments, command="validate"):
        return subprocess.run([binary("manifest-projector", "PROJECTOR_BINARY"), command,
                               "--config", self.path, *arguments],
                              capture_output=True, text=True, timeout=60, check=False)

    def findings(self, *severities):
        """(exit code, findings as text)."""
        told = self.say("--connect", "--format", "json")
        found = [self.written(finding) for finding in json.loads(told.stdout)["findings"]
                 if finding["severity"] in (severities or ("error", "warning"))]
        return told.returncode, found

    def written(self, finding):
        place = "the file"
        if finding["line"]:
            line = self.path.read_text().splitlines()[finding["line"] - 1]
            place = f"`{line[finding['column'] - 1:]}`"
        text = (f"{finding['severity']} {place}: {finding['message']}"
                + (f" -> {finding['remedy']}" if finding["remedy"] else ""))
        for name, value in sorted(self.names.items(), key=lambda item: -len(item[1])):
            text = text.replace(value, name)
        return text.replace(self.scene.database, "DATABASE")


def test_what_fits_has_no_error_and_tells_what_it_met(pipeline):
    validated = Validated(pipeline, topic={})

    code, told = validated.findings("error", "warning", "info")

    version = pipeline.sql("SHOW server_version")[0][0].split()[0]
    assert (code, told) == (0, [
        f'info `URL`: PostgreSQL {version}, database "DATABASE", user "postgres"',
        "info `URL`: projector_status is not there: readers cannot ask the database how fresh rows "
        "are, and the members of the group do not learn of each other -> let the database's owner "
        "run config/sql/projector.sql, if that is wanted",
        'info `TOPIC`: topic "TOPIC": 2 partitions, cleanup.policy delete, retention.ms 7d'])


WRONG_TABLES = {
    "table": ("", {"table: crew": "table: crews"}, [
        'error `table: crews`: table "crews" not found in database "DATABASE" (search_path: '
        '"$user", public, user "postgres") -> create it, or name it with its schema, as in '
        "schema.table"]),
    "view": ("CREATE VIEW crew AS SELECT 1 AS id", {}, [
        'error `table: crew`: "crew" is not a table -> rows are written to tables only: name the '
        "one behind it"]),
    "column": (TABLE, {"name: /name": "nam: /name"}, [
        'error `/name}`: projection "crew", table public.crew: column "nam" is not there -> '
        "the nearest are: name, id, version"]),
    "unique index": (TABLE, {"key: [id]": "key: [id, name]"}, [
        'error `crew:`: projection "crew", table public.crew: no unique index over exactly the key '
        "(id, name), neither deferrable nor partial -> CREATE UNIQUE INDEX CONCURRENTLY ON "
        "public.crew (id, name)"]),
    "not null": (TABLE.replace("name text", "name text, rank text NOT NULL"), {}, [
        'error `crew:`: projection "crew", table public.crew: column "rank" is NOT NULL and has no '
        "default, so no row can be inserted without it -> name it in `columns`, or give it a "
        "default"]),
    "type of a constant": (TABLE.replace("name text", "name int"), {"name: /name": "name: =cook"}, [
        'error `=cook}`: projection "crew", table public.crew: column "name": "cook" cannot be '
        "stored as integer"]),
    "type of the version": (TABLE.replace("version bigint", "version text"), {}, [
        'error `/version}`: projection "crew", table public.crew: `version` column "version" is of '
        "type text -> smallint, integer, bigint, numeric (whole numbers) or a timestamp is needed"]),
    "unlogged": (TABLE.replace("TABLE", "UNLOGGED TABLE"), {}, [
        'warning `table: crew`: table "crew" is UNLOGGED: a crash of PostgreSQL empties it, and '
        'the offsets are committed -> ALTER TABLE "crew" SET LOGGED']),
    "all at once": (TABLE.replace("name text", "name text, rank text NOT NULL"), {
        "name: /name": "nam: /name", "projection: crew": "projection: [crew, other]",
        "projections:\n": "projections:\n  other: {table: others, key: [a], version: {column: v, "
        "from: /v}, columns: {a: /a}}\n"}, [
        'error `table: others, key: [a], version: {column: v, from: /v}, columns: {a: /a}}`: table '
        '"others" not found in database "DATABASE" (search_path: "$user", public, user "postgres") '
        "-> create it, or name it with its schema, as in schema.table",
        'error `crew:`: projection "crew", table public.crew: column "rank" is NOT NULL and has no '
        "default, so no row can be inserted without it -> name it in `columns`, or give it a "
        "default",
        'error `/name}`: projection "crew", table public.crew: column "nam" is not there -> the '
        "nearest are: name, id, rank, version"]),
}


@pytest.mark.parametrize("sql, replaced, expected", WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_tables(pipeline, sql, replaced, expected):
    code, found = Validated(pipeline, replaced, sql, topic={}).findings()

    assert found == expected
    assert code == (78 if any(text.startswith("error") for text in expected) else 0)


def role_name(scene):
    return f"mate_{scene.number}"


def role(scene, setting=""):
    """A login of its own that may write the table; its URL."""
    name = role_name(scene)
    scene.sql(f"{TABLE}; CREATE ROLE {name} LOGIN; GRANT SELECT, INSERT, UPDATE ON crew TO {name};"
              + setting.format(role=name, database=scene.database))
    return scene.postgres.url(scene.database, name)


WRONG_ROLES = {
    "privilege": ("REVOKE INSERT, UPDATE ON crew FROM {role}", 78, [
        'error `crew:`: projection "crew", table public.crew: the user of postgres.url may not '
        "INSERT, UPDATE -> let the owner run GRANT INSERT, UPDATE ON public.crew TO that user"]),
    "connections": ("ALTER ROLE {role} CONNECTION LIMIT 3", 78, [
        'error `4`: user "ROLE" may have 3 connections at a time to database "DATABASE", fewer '
        "than postgres.writers (4) -> lower postgres.writers, or raise the CONNECTION LIMIT of the "
        "role or the database"]),
    "read only": ("ALTER ROLE {role} SET default_transaction_read_only = on", 69, [
        "error `URL`: transactions are read-only here (default_transaction_read_only), so nothing "
        'can be written -> ALTER ROLE "ROLE" IN DATABASE "DATABASE" SET '
        "default_transaction_read_only = off"]),
    "synchronous_commit": ("ALTER ROLE {role} SET synchronous_commit = off", 0, [
        "warning `URL`: synchronous_commit is off: a crash of PostgreSQL loses rows whose offsets "
        'were committed -> ALTER ROLE "ROLE" SET synchronous_commit = on']),
    "row security": (
        "ALTER TABLE crew ENABLE ROW LEVEL SECURITY", 0, [
            'warning `table: crew`: table "crew" has row-level security that holds for this user: '
            "rows that a policy refuses are bad records -> let the policies pass what the daemon "
            "writes, or ALTER ROLE ... BYPASSRLS"]),
    "schema": ("CREATE SCHEMA hidden; CREATE TABLE hidden.crew (id text); DROP TABLE crew;"
               "ALTER ROLE {role} SET search_path = hidden", 78, [
                   'error `table: crew`: table "crew" not found in database "DATABASE" '
                   '(search_path: hidden, user "ROLE") -> create it, or name it with its schema, '
                   "as in schema.table"]),
}


@pytest.mark.parametrize("setting, code, expected", WRONG_ROLES.values(), ids=WRONG_ROLES)
def test_roles(pipeline, setting, code, expected):
    validated = Validated(pipeline, sql="", topic={}, url=role(pipeline, setting))

    validated.names["ROLE"] = role_name(pipeline)

    assert validated.findings() == (code, expected)


def test_timeouts_that_something_overrides(pipeline):
    url = pipeline.database_url + "?options=-c%20statement_timeout%3D5s"
    validated = Validated(pipeline, topic={}, url=url)
    pipeline.sql("SELECT 1")

    assert validated.findings() == (0, [])  # The daemon's own settings come last.


@pytest.mark.parametrize("topic, replaced, expected", [
    pytest.param({"retention.ms": "60000"}, {}, [
        'warning `name: TOPIC`: topic "TOPIC" deletes records after 1m (retention.ms), within '
        "freshness_budget (2m): what is not applied by then is lost before anybody is told -> "
        "raise retention.ms to days",
        'warning `name: TOPIC`: topic "TOPIC" deletes records after 1m (retention.ms), within '
        "retention_reserve (2h): there is no time that an outage may last -> raise retention.ms, "
        "or lower retention_reserve"], id="retention.ms"),
    pytest.param({"retention.ms": "-1"}, {}, [], id="kept for ever"),
    pytest.param({"retention.bytes": "1073741824"}, {}, [
        'warning `TOPIC`: topic "TOPIC" deletes records beyond 1GiB a partition '
        "(retention.bytes), however young: a backlog may be lost -> set retention.bytes=-1, and "
        "let retention.ms bound it"], id="retention.bytes"),
    pytest.param({"cleanup.policy": "compact", "retention.ms": "60000"}, {}, [], id="compacted"),
    pytest.param({"cleanup.policy": "compact"}, {"    columns:": "    do: update\n    columns:"}, [
        'warning `TOPIC`: topic "TOPIC" is compacted, and a projection has `do: update`: '
        "compaction keeps a key's last record only, so an event that changes a row may replace the "
        "one that makes it -> set cleanup.policy=delete, or let every event carry the whole row"],
                 id="update on a compacted topic"),
    pytest.param({"cleanup.policy": "compact", "delete.retention.ms": "3600000"},
                 {"    columns:": "    tombstone: {do: delete, version: \"@header:version\", "
                  "columns: {id: \"@key\"}}\n    removed: {column: gone}\n    columns:"}, [
                      'warning `TOPIC`: topic "TOPIC" keeps tombstones for 1h only '
                      "(delete.retention.ms): a daemon that is away for longer misses removals -> "
                      "raise delete.retention.ms to days"], id="tombstones"),
    pytest.param({"max.message.bytes": "16777216"}, {}, [
        'warning `TOPIC`: topic "TOPIC" takes records of 16MiB (max.message.bytes), more than '
        "flow.record_bytes (8MiB): larger ones are bad records -> raise flow.record_bytes, or "
        "lower max.message.bytes"], id="max.message.bytes"),
])
def test_topics(pipeline, topic, replaced, expected):
    sql = TABLE.replace("name text", "name text, gone timestamptz")

    assert Validated(pipeline, replaced, sql, topic).findings() == (0, expected)


WITH_LETTERS = {"projection: crew": "projection: crew\n    dead_letter_topic: LETTERS"}


@pytest.mark.parametrize("letters, code, expected", [
    pytest.param(None, 78, [
        'error `LETTERS`: dead_letter_topic "LETTERS" of topic "TOPIC" is not there -> create it, '
        "or correct the name"], id="missing"),
    pytest.param({"cleanup.policy": "compact"}, 0, [
        'warning `LETTERS`: dead_letter_topic "LETTERS" of topic "TOPIC" is compacted: of letters '
        "with the same key the last one stays, and one without a key is refused -> set "
        "cleanup.policy=delete"], id="compacted"),
    pytest.param({"max.message.bytes": "1000"}, 0, [
        'warning `LETTERS`: dead_letter_topic "LETTERS" of topic "TOPIC" takes 1000B '
        "(max.message.bytes), less than the topic (1048588B): a larger letter is written without "
        "its value -> raise its max.message.bytes above the topic's"], id="smaller"),
])
def test_dead_letter_topics(pipeline, letters, code, expected):
    validated = Validated(pipeline, WITH_LETTERS, topic={})
    if letters is not None:
        pipeline.kafka.client.create_topic(validated.names["LETTERS"], 1, letters)

    assert validated.findings() == (code, expected)


def allow(scene, topic, user, operation):
    subprocess.run(["java", "-cp", f"{PREFIX}/kafka/libs/*", "org.apache.kafka.tools.AclCommand",
                    "--bootstrap-server", scene.kafka.bootstrap, "--add", "--topic", topic,
                    "--allow-principal", user, "--operation", operation],
                   capture_output=True, check=True, timeout=60)


@pytest.mark.parametrize("user, operation, expected", [
    pytest.param("User:ANONYMOUS", "Describe", [
        'error `TOPIC`: topic "TOPIC" may not be read -> grant READ on it to the principal that '
        "kafka.properties names",
        'info `TOPIC`: topic "TOPIC": 2 partitions; its settings are not told (Broker: Topic '
        "authorization failed), so retention was not checked -> grant DESCRIBE_CONFIGS on it to "
        "check them"], id="no READ"),
    pytest.param("User:purser", "Read", [
        'error `TOPIC`: topic "TOPIC" is not there, or hidden from us (Broker: Topic authorization '
        "failed) -> create it, or grant READ and DESCRIBE on it (WRITE for dead letters)"],
                 id="no DESCRIBE"),
])
def test_topics_that_may_not_be_read(pipeline, user, operation, expected):
    validated = Validated(pipeline, topic={})
    allow(pipeline, validated.names["TOPIC"], user, operation)

    code, found = validated.findings("error", "info")

    assert (code, sorted(text for text in found if "`TOPIC`" in text)) == (78, expected)


def test_a_dead_letter_topic_that_may_not_be_written(pipeline):
    validated = Validated(pipeline, WITH_LETTERS, topic={})
    pipeline.kafka.client.create_topic(validated.names["LETTERS"])
    allow(pipeline, validated.names["LETTERS"], "User:ANONYMOUS", "Read")

    assert validated.findings() == (78, [
        'error `LETTERS`: dead_letter_topic "LETTERS" of topic "TOPIC" may not be written -> grant '
        "WRITE on it to the principal that kafka.properties names"])


def test_a_near_miss_of_a_topic_is_named(pipeline):
    pipeline.create_topic("crew")
    validated = Validated(pipeline, {"TOPIC": f"krew-{pipeline.number}"})

    assert validated.findings() == (78, [
        f'error `krew-{pipeline.number}`: topic "krew-{pipeline.number}" is not there -> did you '
        f'mean "crew-{pipeline.number}"? Else create it, or correct the name'])


@pytest.mark.parametrize("replaced, expected", [
    pytest.param({"BROKER": "AWAY"}, ["error `[AWAY]`: no broker of AWAY answers (AWAY/bootstrap: "],
                 id="kafka"),
    pytest.param({"URL": "postgresql://nobody@AWAY/harbor"},
                 ['error `postgresql://nobody@AWAY/harbor`: PostgreSQL at AWAY, database "harbor", '
                  'user "nobody": '], id="postgres"),
])
def test_a_server_out_of_reach_does_not_keep_the_other_from_being_checked(pipeline, replaced,
                                                                          expected):
    away = f"{LOOPBACK}:{free_port()}"
    replaced = {before: after.replace("AWAY", away) for before, after in replaced.items()}
    validated = Validated(pipeline, replaced, topic={})
    validated.names["AWAY"] = away

    code, found = validated.findings()
    infos = "".join(validated.findings("info")[1])

    assert (code, [REFUSED.sub("", text) for text in found]) == (69, expected)
    assert ("PostgreSQL" in infos, "2 partitions" in infos) in {(True, False), (False, True)}


def test_a_database_that_is_not_there_is_an_error_of_the_configuration(pipeline):
    url = pipeline.postgres.url("nowhere")
    validated = Validated(pipeline, topic={}, url=url)

    code, found = validated.findings()

    assert code == 78
    assert found[0].endswith('database "nowhere" does not exist -> correct the user, the '
                             "password or the database, or let the server allow this login "
                             "(pg_hba.conf)")


def test_a_standby_takes_no_writes(pipeline, tmp_path_factory):
    directory = pipeline.directory / "standby"
    standby = PostgresServer(directory)
    standby.start()
    standby.sql(TABLE)
    standby.stop()
    (directory / "data" / "standby.signal").touch()
    standby.start()
    try:
        validated = Validated(pipeline, topic={}, sql="", url=standby.url())
        code, found = validated.findings("error")
    finally:
        standby.stop()

    assert (code, found) == (69, [
        "error `URL`: the server is a standby, which takes no writes -> name the primary, or all "
        "hosts with ?target_session_attrs=read-write"])


def test_run_refuses_what_validate_calls_errors(pipeline):
    validated = Validated(pipeline, {"name: /name": "nam: /name", "table: crew": "table: crew",
                                     "TOPIC": "no-such-topic"})

    errors = [text for text in validated.say("--connect").stdout.splitlines() if ": error: " in text]
    refused = validated.say(command="run")

    assert (len(errors), refused.returncode) == (2, 78)
    assert [text for text in refused.stderr.splitlines() if ": error: " in text] == errors


def test_a_file_with_errors_asks_no_server(pipeline):
    validated = Validated(pipeline, {"writers: 4": "writers: four", "BROKER": "localhost:1"})

    told = validated.say("--connect")

    assert told.returncode == 78
    assert told.stdout.endswith(
        "1 error, 0 warnings; the servers were not asked, because the file has errors.\n")
