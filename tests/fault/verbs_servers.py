"""What happens to Kafka and PostgreSQL, and to the links that lead there."""

from harness.waiting import wait_until

from case import verb


@verb
def stop_postgres_at_once(play):
    """As by a power cut."""
    play.scene.postgres.stop_immediately()


@verb
def start_postgres(play):
    play.scene.postgres.start()


@verb
def kill_kafka(play):
    play.scene.kafka.kill()


@verb
def start_kafka(play):
    play.scene.kafka.start()


@verb
def kill_coordinators(play, times):
    """The broker that coordinates the group, and leads partitions, is killed and started again."""
    for _ in range(times):
        number = play.own_kafka.coordinator_of(play.group)
        play.own_kafka.broker(number).kill()
        wait_until(lambda number=number: play.own_kafka.coordinator_of(play.group)
                   not in (None, number), "another broker coordinates the group", 60)
        before = play.applied()
        wait_until(lambda before=before: play.applied() > before + 500, "it goes on", 90)
        play.own_kafka.broker(number).start(wait=False)
        wait_until(lambda: play.client.in_sync(play.topic) == 3, "all three have all", 120)
    play.figures["brokers killed"] = str(times)


@verb
def link(play, name, fault, *arguments):
    """A fault of faulty_link.py: hold, delay, reset, go_down, ..."""
    getattr(play.servers.links[name], fault)(*arguments)


@verb
def heal_link(play, name):
    play.servers.links[name].heal()


@verb
def drop_packets(play, name):
    """To and from this server; the kernel tells nobody."""
    play.home.network.drop(play.servers.links[name].port)


@verb
def lose_packets(play, name, share):
    """So many of those to and from this server, at random."""
    play.home.network.lose(play.servers.links[name].port, share)


@verb
def pass_packets(play):
    play.home.network.pass_all()


@verb
def lose_answers_of(play, text, times):
    """The server does what was sent, and the connection ends before anybody learns of it."""
    faulty = play.servers.links["postgres"]
    for count in range(1, times + 1):
        faulty.deafen_after(text.encode())
        wait_until(lambda count=count: faulty.deafened >= count, f"a {text} goes unanswered", 60)
    play.figures[f"answers of {text} lost"] = str(faulty.deafened)


@verb
def reset_again_and_again(play, name, times):
    for _ in range(times):
        before = play.applied()
        play.servers.links[name].reset()
        wait_until(lambda before=before: play.applied() > before, "it goes on", 60)


@verb
def cut_again_and_again(play, name, times, byte_count):
    """So far into what comes from the server."""
    faulty = play.servers.links[name]
    for _ in range(times):
        faulty.cut_after(byte_count)
        wait_until(faulty.has_cut, "an answer is cut", 60)
        before = play.applied()
        wait_until(lambda before=before: play.applied() > before, "it goes on", 60)
