"""projector_status and projector_freshness: what readers of the tables learn from PostgreSQL alone."""

from harness.waiting import wait_until

from bookings import REPOSITORY, Bookings, log_of, outcome

SQL = (REPOSITORY / "config" / "sql" / "projector.sql").read_text(encoding="utf-8")
# Quick to notice a member that is gone; the broker allows no less.
QUICK = {"properties": {"session.timeout.ms": "6000", "heartbeat.interval.ms": "500"}}
USURPER = "UPDATE projector_status SET generation = generation + 1000000, owner = 'usurper'" \
    " WHERE partition = 0"


def with_status(scene):
    scene.sql(SQL)
    return Bookings(scene)


def freshness(bookings):
    """(as_of, stale_seconds, state) of the topic; None before its first row."""
    found = bookings.scene.sql("SELECT as_of, stale_seconds, state FROM projector_freshness"
                               " WHERE topic = %s", (bookings.topic,))
    return found[0] if found else None


def owners(bookings):
    return dict(bookings.scene.sql("SELECT partition, owner FROM projector_status"
                                   " WHERE group_id = %s AND topic = %s",
                                   (bookings.group, bookings.topic)))


def wait_owned(bookings, *names):
    """Until all four partitions have their rows, by these owners and no other."""
    wait_until(lambda: len(found := owners(bookings)) == 4 and set(found.values()) == set(names),
               f"the rows are written by {', '.join(names)}", 60)


def wait_as_of_moves(bookings):
    before = wait_until(lambda: freshness(bookings)[0], "as_of is known")
    wait_until(lambda: freshness(bookings)[0] > before, "as_of moves on")


def test_a_topic_is_as_fresh_as_the_last_look_at_its_end(pipeline):
    bookings = with_status(pipeline)
    daemon = bookings.daemon(instance_id="one")
    daemon.start()
    bookings.produce(500)
    bookings.wait_committed()

    wait_owned(bookings, "one")
    wait_as_of_moves(bookings)
    wait_until(lambda: freshness(bookings)[2] == "steady", "it shows as steady")
    assert freshness(bookings)[1] < 30
    assert not log_of(daemon, "status.missing") + log_of(daemon, "status.refused")


def test_a_backlog_keeps_as_of_at_what_is_applied(pipeline):
    bookings = with_status(pipeline)
    daemon = bookings.daemon(instance_id="one", postgres={"lock_timeout": "30s",
                                                          "statement_timeout": "30s"})
    daemon.start()
    wait_owned(bookings, "one")
    holder = pipeline.postgres.connect(pipeline.database)
    holder.autocommit = False
    holder.cursor().execute("LOCK TABLE passenger_manifest IN EXCLUSIVE MODE")

    bookings.produce(500)
    wait_until(lambda: freshness(bookings)[2] != "steady" and freshness(bookings)[1] > 2,
               "the view shows that rows are late")
    before = freshness(bookings)[0]
    holder.close()

    bookings.wait_committed()
    wait_until(lambda: freshness(bookings)[0] > before and freshness(bookings)[2] == "steady",
               "the view shows that they came")


def test_what_a_killed_member_had_ages_until_another_has_it(pipeline):
    bookings = with_status(pipeline)
    first = bookings.daemon(instance_id="one", kafka=QUICK)
    second = bookings.daemon(instance_id="two", kafka=QUICK)
    first.start()
    bookings.produce(500)
    bookings.wait_committed()
    wait_owned(bookings, "one")
    wait_as_of_moves(bookings)

    first.kill()
    # A statement of its last moment may still be under way.
    wait_until(lambda: not pipeline.sql("SELECT pid FROM pg_stat_activity WHERE datname ="
                                        " current_database() AND application_name LIKE"
                                        " 'manifest-projector%%'"), "its connections are gone")
    as_of = freshness(bookings)[0]
    wait_until(lambda: freshness(bookings)[1] > 3, "they age")
    assert freshness(bookings)[0] == as_of

    second.start()
    wait_owned(bookings, "two")
    wait_until(lambda: freshness(bookings)[0] > as_of and freshness(bookings)[2] == "steady",
               "another has brought it up to date")


def test_a_row_of_a_newer_generation_is_left_alone(pipeline):
    bookings = with_status(pipeline)
    daemon = bookings.daemon(instance_id="one")
    daemon.start()
    wait_owned(bookings, "one")

    pipeline.sql(USURPER)
    kept = pipeline.sql("SELECT * FROM projector_status WHERE partition = 0")
    wait_until(lambda: pipeline.sql(
        "SELECT 1 FROM projector_status a, projector_status b WHERE a.partition = 0 AND"
        " b.partition = 1 AND b.beat > a.beat + interval '3 s'"), "the other rows are written on")

    assert pipeline.sql("SELECT * FROM projector_status WHERE partition = 0") == kept
    assert owners(bookings) == {0: "usurper", 1: "one", 2: "one", 3: "one"}
    assert log_of(daemon, "status.refused") == [
        "1 rows of projector_status have a newer owner; what this member says of these partitions"
        " is not taken"]


def test_members_share_the_rows_as_they_share_the_partitions(pipeline):
    bookings = with_status(pipeline)
    first, second = (bookings.daemon(instance_id=name) for name in ("one", "two"))
    first.start()
    wait_owned(bookings, "one")
    second.start()
    wait_owned(bookings, "one", "two")

    counted = pipeline.sql("SELECT count(*) FROM projector_status")
    wait_as_of_moves(bookings)
    assert counted == [(4,)]


def test_without_the_table_the_daemon_runs_and_says_so_once(pipeline):
    bookings = Bookings(pipeline)
    daemon = bookings.daemon()
    daemon.start()
    bookings.produce(500)
    bookings.wait_committed()

    assert daemon.stop() == 0
    assert len([line for line in daemon.log().splitlines() if "projector_status" in line]) == 1


def test_a_table_that_goes_away_is_missed_once(pipeline):
    bookings = with_status(pipeline)
    daemon = bookings.daemon(instance_id="one")
    daemon.start()
    wait_owned(bookings, "one")

    pipeline.sql("DROP VIEW projector_freshness; DROP TABLE projector_status")
    said = wait_until(lambda: log_of(daemon, "status.missing"), "it is said")
    bookings.produce(500)
    bookings.wait_committed()

    assert "projector_status" in said[0] and len(log_of(daemon, "status.missing")) == 1


def test_a_locked_status_table_holds_up_neither_rows_nor_a_stop(pipeline):
    bookings = with_status(pipeline)
    daemon = bookings.daemon(instance_id="one")
    daemon.start()
    wait_owned(bookings, "one")
    holder = pipeline.postgres.connect(pipeline.database)
    holder.autocommit = False
    holder.cursor().execute("LOCK TABLE projector_status IN ACCESS EXCLUSIVE MODE")

    bookings.produce(2000)
    wait_until(lambda: outcome(daemon, "applied") == 2000, "all are applied")
    assert daemon.stop() == 0
    holder.close()
    assert bookings.client.uncommitted(bookings.group, bookings.topic) == 0
