"""What is done inside PostgreSQL, by others than the daemon."""

import re

import psycopg2
from harness.waiting import wait_until

from case import verb
from verbs_seen import retries

MEMBERS = ("datname = current_database() AND application_name LIKE 'manifest-projector%'"
           " AND pid <> pg_backend_pid()")

# Every statement that the daemon sends, counted by the server's log.
COUNT_STATEMENTS = """
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database());
END $$;"""

# Every third statement on the manifest meets `what`, from when the switch is on.
EVERY_THIRD = """
CREATE SEQUENCE statements_seen;
CREATE TABLE third_switch (is_on bool);
CREATE FUNCTION meet_every_third() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT FROM third_switch) AND nextval('statements_seen') %% 3 = 0 THEN {what}; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER every_third BEFORE INSERT ON passenger_manifest FOR EACH STATEMENT
  EXECUTE FUNCTION meet_every_third();
""".replace("%%", "%")
EVERY_THIRD_HANGS = COUNT_STATEMENTS + EVERY_THIRD.format(what="PERFORM pg_sleep(60)")
EVERY_THIRD_FAILS = COUNT_STATEMENTS + EVERY_THIRD.format(
    what="RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure'")


def refused_keys(one_of):
    """A constraint that refuses one key of so many."""
    return ("ALTER TABLE passenger_manifest ADD CONSTRAINT no_bad_luck"
            f" CHECK (abs(hashtext(booking_id) % {one_of}) <> 1);")


@verb
def run_sql(play, statement):
    play.sql(statement)


@verb
def lock_table(play, table):
    """Nobody writes to it until unlock()."""
    holder = play.scene.postgres.connect(play.scene.database)
    holder.autocommit = False
    holder.cursor().execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    play.kept["holder"] = holder


@verb
def unlock(play):
    play.kept.pop("holder").close()


@verb
def terminate_backends(play, times):
    for _ in range(times):
        before = play.applied()
        play.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {MEMBERS}")
        wait_until(lambda before=before: play.applied() > before, "it goes on", 60)


@verb
def deadlock(play, times):
    """Somebody locks rows in the opposite order, until they have met so often."""
    other = play.scene.postgres.connect(play.scene.database)
    other.autocommit = False

    def cross():
        with other.cursor() as cursor:
            try:
                cursor.execute("SELECT booking_id FROM passenger_manifest TABLESAMPLE SYSTEM (50)"
                               " ORDER BY booking_id DESC LIMIT 60")
                for booking, in cursor.fetchall():
                    cursor.execute("SELECT FROM passenger_manifest WHERE booking_id = %s FOR UPDATE",
                                   (booking,))
                other.commit()
            except psycopg2.errors.DeadlockDetected:
                other.rollback()
                play.kept["crossed"] = play.kept.get("crossed", 0) + 1
        return retries(play, "40") + play.kept.get("crossed", 0) >= times

    wait_until(cross, f"{times} deadlocks", 120)
    other.close()
    play.figures["deadlocks"] = (f"{retries(play, '40'):.0f} met by the daemon,"
                                 f" {play.kept.get('crossed', 0)} by the other writer")


@verb
def measure_statements(play, records, name):
    """Statements a second while so many records are applied."""
    before, from_rows = _statements(play), play.applied()
    wait_until(lambda: play.applied() >= from_rows + records, f"{records} more records", 120)
    seconds, count = (after - begin for after, begin in zip(_statements(play), before))
    play.kept[name] = count / seconds
    play.figures[name] = f"{count / seconds:.0f} statements/s"


@verb
def measure_statements_until_retries(play, error_class, count, name):
    """The same while statements fail so often."""
    before, already = _statements(play), retries(play, error_class)
    wait_until(lambda: retries(play, error_class) >= already + count,
               f"{count} more failures of {error_class}", 180)
    seconds, sent = (after - begin for after, begin in zip(_statements(play), before))
    play.kept[name] = sent / seconds
    play.figures[name] = f"{sent / seconds:.0f} statements/s"


@verb
def at_most_110_percent(play, name, of):
    assert play.kept[name] <= 1.1 * play.kept[of], f"{play.kept}"


def _statements(play):
    """(the time, statements of the daemon until now), by the server's log of all its statements."""
    seconds, = play.sql("SELECT extract(epoch FROM clock_timestamp())::float8")[0]
    return seconds, len(re.findall(r" manifest-projector writer \d+ LOG:  (?:statement|execute)",
                                   play.scene.postgres.log()))


@verb
def refusals_are_logarithmic(play, of_a_row):
    """A bad row costs as many refused batches as halving takes, and no more."""
    bad = play.outcomes(play.member)["dead_lettered"]
    metrics = play.member.metrics()
    refused = metrics.value("projector_db_errors_total", **{"class": "23"})
    assert refused <= bad * of_a_row, f"{refused:.0f} refused batches for {bad} bad rows"
    play.figures["refused batches"] = f"{refused:.0f} for {bad} bad rows"


@verb
def alter_system(play, setting, value):
    """For new and running sessions; servers.restore() takes it back when a case fails."""
    play.servers.alter_system(f"SET {setting} = '{value}'")


@verb
def reset_system(play):
    play.servers.alter_system("RESET ALL")


@verb
def restart_postgres(play, times):
    """Stopped as by a power cut each time. What came meanwhile is worked off before the next time, or
    it grows with every restart that takes long on a slow machine."""
    def lag():
        return play.member.metrics().value("projector_consumer_lag_records")

    for _ in range(times):
        play.scene.postgres.stop_immediately()
        play.scene.postgres.start()
        before = play.applied()
        wait_until(lambda before=before: play.applied() > before, "it goes on", 60)
        wait_until(lambda: lag() < 2 * play.case.load.rate, "it has caught up", 180)
    play.figures["restarts"] = str(times)


@verb
def limit_connections(play, count):
    """For the case's own user, and the sessions that it has end."""
    play.sql(f"ALTER ROLE {play.case.setting.user} CONNECTION LIMIT {count}")
    play.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {MEMBERS}")


@verb
def change_password(play, password):
    """In the server only; sessions end, so that new ones need it."""
    play.sql(f"ALTER ROLE {play.case.setting.user} PASSWORD '{password}'")
    play.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {MEMBERS}")


@verb
def write_password_file(play, password):
    play.password_file.write_text(password + "\n")
