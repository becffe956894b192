"""Plays July 14 at Harbor Point on private Kafka and PostgreSQL, and judges it."""

import argparse
import signal
import sys

from . import edge, evening
from .play import Play
from .report import promises, render
from .screen import Screen
from .stage import Stage, TABLE

EXIT_BROKEN = 1
EXIT_FAILED = 70
EXIT_INTERRUPTED = 130


def parse():
    parser = argparse.ArgumentParser(
        prog="scripts/demo", description=__doc__,
        epilog="exit codes: 0 every promise kept, 1 one broken, 70 the demo itself failed, "
        "130 interrupted")
    parser.add_argument("--quick", action="store_true",
                        help="the same phases in about half a minute")
    parser.add_argument("--keep", action="store_true",
                        help="leave the directory with logs and data, and say where it is")
    return parser.parse_args()


def _interrupt(*_):
    raise KeyboardInterrupt


def _listen_to_ends():
    """A closed terminal or SIGTERM ends the demo as Ctrl-C does: by taking everything down."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _finish_undisturbed():
    """Taking everything down takes a second or two; a second Ctrl-C must not cut it short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def play(options, screen):
    screen.say("Starting a private Kafka and PostgreSQL.")
    played = evening.QUICK if options.quick else evening.WHOLE
    with Stage(played.budget, keep_directory=options.keep) as stage:
        try:
            screen.say("See for yourself meanwhile:\n"
                       "  echo 'SELECT count(*) AS rows, max(occurred_at) AS data_as_of "
                       f"FROM {TABLE} \\watch 1' | psql {stage.url}\n"
                       f"  curl {stage.daemon.admin}/explain\n"
                       f"  curl -i {stage.daemon.admission}/admission/{edge.CLASS}\n"
                       f"  {stage.daemon.admin}/ in a browser")
            if options.keep:
                screen.say(f"Logs and data: {stage.directory}")
            outcome = Play(stage, played, screen).run()
        finally:
            _finish_undisturbed()
    print(render(outcome))
    return 0 if all(promise.kept for promise in promises(outcome)) else EXIT_BROKEN


def main():
    options = parse()
    _listen_to_ends()
    screen = Screen()
    try:
        return play(options, screen)
    except KeyboardInterrupt:
        screen.close_line()
        print("demo: interrupted; nothing is left running", file=sys.stderr)
        return EXIT_INTERRUPTED
    except Exception as error:  # Whatever it was, it was no promise kept.
        screen.close_line()
        print(f"demo: failed, so nothing is proved: {error}", file=sys.stderr)
        if not options.keep:
            print("demo: run it with --keep to find the logs afterwards", file=sys.stderr)
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
