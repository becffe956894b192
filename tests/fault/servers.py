"""Kafka and PostgreSQL with a faulty link before each, shared by all cases of a run."""

from harness.faulty_link import FaultyLink
from harness.pipeline import Pipeline
from harness.private_network import socket_to

# Where a case counts statements by the server's log, their parameters are of no use.
POSTGRES_SETTINGS = {"log_parameter_max_length": "0"}


# A case that has a log compacted need not wait for the cleaner's next round.
KAFKA_SETTINGS = {"log.cleaner.backoff.ms": "500"}

SECRET_USERS = ("secret",)  # Who needs a password.


class Servers(Pipeline):
    def __init__(self):
        self.links = {"postgres": FaultyLink(lambda: socket_to(self.postgres.port)),
                      "kafka": FaultyLink(lambda: socket_to(self.kafka.link_port))}
        super().__init__(kafka_settings=KAFKA_SETTINGS, postgres_settings=POSTGRES_SETTINGS,
                         kafka_link_address=self.links["kafka"].address)

    def __enter__(self):
        for link in self.links.values():
            self._teardown.callback(link.close)
        super().__enter__()
        self.postgres.ask_password_of(*SECRET_USERS)
        return self

    def restore(self):
        """As before the first case, whatever the last one left: a failed one must fail alone."""
        for link in self.links.values():
            link.heal()
        for server in (self.postgres, self.kafka):
            if not server.is_running():
                server.start()
        self.postgres.wait_ready()  # It may recover still.
        self.alter_system("RESET ALL")

    def alter_system(self, what):
        """For new and running sessions alike, also while the server is read-only."""
        connection = self.postgres.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = off")
                cursor.execute(f"ALTER SYSTEM {what}")
                cursor.execute("SELECT pg_reload_conf()")
        finally:
            connection.close()
