"""What is done to the configuration's file."""

import signal

from case import verb


@verb
def spoil_configuration(play):
    """Two mistakes at once, and SIGHUP."""
    text = play.member.configuration_path.read_text(encoding="utf-8")
    play.kept["configuration"] = text
    play.member.configuration_path.write_text(
        text.replace("in_flight_records", "in_flight_record").replace("writers: 2", "writers: two"),
        encoding="utf-8")
    play.member.send_signal(signal.SIGHUP)


@verb
def mend_configuration(play):
    play.member.configuration_path.write_text(play.kept["configuration"], encoding="utf-8")
    play.member.send_signal(signal.SIGHUP)


@verb
def refuses_to_start(play, code, *texts, without="", **sections):
    """A second daemon with this laid over ends with `code`, and says so much and no more."""
    member = play.add_member(instance_id="refused", **sections)
    play.stopped.add(member)
    member.start(wait=False)
    assert member.wait(60) == code
    missing = [text for text in texts if text not in member.log()]
    assert not missing, f"not said: {missing}\n{member.log()}"
    assert not without or without not in member.log()
