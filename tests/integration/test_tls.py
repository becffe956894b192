"""TLS to both servers, SASL to Kafka: with certificates that are good, and with those that are not."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from harness.kafka_broker import PREFIX
from harness.pipeline import Pipeline, binary
from harness.postgres_server import OWNER
from harness.waiting import TimedOut, wait_until

from bookings import Bookings, event
from certificates import Authority

USER, PASSWORD = "projector", "aye-aye"
KAFKA_NAMES = "DNS:localhost,IP:127.0.0.1"
POSTGRES_NAMES = "DNS:localhost"  # Not its address, so that verify-full can tell.
ROLE = "tls_projector"


class Certificates:
    """`trusted` signed the servers; `other` is an authority that they do not know."""

    def __init__(self, directory):
        self.trusted, self.other = Authority(directory, "trusted"), Authority(directory, "other")
        certificate, key = self.trusted.sign("kafka", KAFKA_NAMES)
        self.kafka = directory / "kafka.pem"
        self.kafka.write_text(key.read_text() + certificate.read_text())
        self.postgres_certificate, self.postgres_key = self.trusted.sign("postgres", POSTGRES_NAMES)
        if os.geteuid() == 0:  # The server insists on a key of its own.
            shutil.chown(self.postgres_key, OWNER, OWNER)


@pytest.fixture(scope="module")
def certificates():
    with tempfile.TemporaryDirectory(prefix="manifest-projector-tls-") as name:
        directory = Path(name)
        directory.chmod(0o711)  # PostgreSQL's user passes through.
        yield Certificates(directory)


@pytest.fixture(scope="module")
def servers(certificates):
    """The second door of Kafka is TLS with SCRAM; PostgreSQL lets the role in by TLS only."""
    login = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    kafka = {"listener.security.protocol.map":
             "PLAINTEXT:PLAINTEXT,LINK:SASL_SSL,CONTROLLER:PLAINTEXT",
             "ssl.keystore.type": "PEM", "ssl.keystore.location": certificates.kafka,
             "listener.name.link.sasl.enabled.mechanisms": "SCRAM-SHA-512",
             "listener.name.link.scram-sha-512.sasl.jaas.config": login}
    postgres = {"ssl": "on", "ssl_cert_file": certificates.postgres_certificate,
                "ssl_key_file": certificates.postgres_key}
    with Pipeline(kafka, postgres) as pipeline:
        subprocess.run(["java", "-cp", f"{PREFIX}/kafka/libs/*", "kafka.admin.ConfigCommand",
                        "--bootstrap-server", pipeline.kafka.bootstrap, "--alter",
                        "--entity-type", "users", "--entity-name", USER,
                        "--add-config", f"SCRAM-SHA-512=[password={PASSWORD}]"],
                       capture_output=True, check=True, timeout=120)
        pipeline.postgres.sql(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        pipeline.postgres.ask_password_of(ROLE, tls=True)
        yield pipeline


class Guarded:
    """A daemon that comes in by TLS, with passwords."""

    def __init__(self, scene, certificates):
        self.scene = scene
        self.bookings = Bookings(scene)
        self.letters = scene.create_topic("letters", 1)
        scene.sql(f"GRANT SELECT, INSERT, UPDATE ON passenger_manifest TO {ROLE}")
        self.seen = []
        self.properties = {"security.protocol": "sasl_ssl", "sasl.mechanism": "SCRAM-SHA-512",
                           "sasl.username": USER, "sasl.password": PASSWORD,
                           "ssl.ca.location": str(certificates.trusted.certificate)}
        self.url = {"host": "localhost", "sslmode": "verify-full",
                    "sslrootcert": certificates.trusted.certificate}

    def daemon(self):
        bookings = self.bookings
        url = (f"postgresql://{ROLE}:{PASSWORD}@{self.url['host']}:{self.scene.postgres.port}"
               f"/{self.scene.database}?sslmode={self.url['sslmode']}"
               f"&sslrootcert={self.url['sslrootcert']}")
        return bookings.daemon(
            kafka={"brokers": [f"localhost:{self.scene.kafka.link_port}"],
                   "properties": self.properties},
            postgres={"url": url},
            topics=[{"name": bookings.topic, "projection": "played",
                     "dead_letter_topic": self.letters}])

    def refusals(self, code):
        """What `validate --connect` says of servers that it cannot use, as it ends with this code."""
        told = subprocess.run([binary("manifest-projector", "PROJECTOR_BINARY"), "validate",
                               "--connect", "--format", "json", "--config",
                               self.daemon().configuration_path],
                              capture_output=True, text=True, timeout=60, check=False)
        assert told.returncode == code
        return [finding["message"] for finding in json.loads(told.stdout)["findings"]
                if finding["severity"] == "error"]

    def wait_refused(self, *reasons, code=69):
        """A slow broker has not said why by the time that validate gives up; so it is asked again."""
        def told():
            self.seen = self.refusals(code)
            return len(self.seen) == len(reasons) and all(
                any(reason in message for message in self.seen) for reason in reasons)

        try:
            wait_until(told, "validate says why")
        except TimedOut as late:
            raise AssertionError(f"{reasons} are not in {self.seen}") from late


@pytest.fixture
def guarded(pipeline, certificates):
    return Guarded(pipeline, certificates)


def test_records_become_rows_and_letters_by_tls(guarded):
    scene, bookings = guarded.scene, guarded.bookings
    guarded.daemon().start()
    bookings.client.produce(bookings.topic, [event("HP-1", 1), (b"HP-2", b"no JSON")])
    bookings.wait_committed()

    assert scene.sql("SELECT booking_id FROM passenger_manifest") == [("HP-1",)]
    assert bookings.client.record_count(guarded.letters) == 1
    assert scene.sql("SELECT DISTINCT ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)"
                     f" WHERE usename = '{ROLE}'") == [(True,)]


def test_servers_that_nobody_vouches_for_are_refused(guarded, certificates):
    guarded.properties["ssl.ca.location"] = str(certificates.other.certificate)
    guarded.url["sslrootcert"] = certificates.other.certificate
    guarded.wait_refused("broker certificate could not be verified, verify that ssl.ca.location",
                         "SSL error: certificate verify failed")


def test_a_wrong_password_and_a_server_by_another_name_are_told(guarded):
    guarded.properties["sasl.password"] = "ahoy"
    guarded.url["host"] = "127.0.0.1"
    guarded.wait_refused("invalid credentials with SASL mechanism SCRAM-SHA-512",
                         'does not match host name "127.0.0.1"')


def test_a_role_that_needs_tls_gets_in_by_nothing_else(guarded):
    guarded.url["sslmode"] = "disable"
    guarded.wait_refused("no encryption", code=78)
