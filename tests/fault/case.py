"""What a case of the fault suite says: what runs, what is done to it, what must be seen.

A case is a declaration. Its steps are verbs of the modules verbs_*.py, bound to their arguments; the
engine plays them, checks on the way what holds in every case (see checks.py), and lets the work
catch up.
"""

import functools
from dataclasses import dataclass, field

MIB = 1 << 20


@dataclass(frozen=True)
class Setting:
    """What runs before the fault."""

    daemons: int = 1
    partitions: int = 4
    static: bool = True  # Whether members have an instance_id.
    linked: tuple = ()  # Of "postgres" and "kafka": reached by a faulty link.
    kafka: str = ""  # Of its own, a name of own_kafka.py: "guarded", "three brokers".
    home: str = ""  # Where members live, a name of homes.py: "private network", "cpu quota", ...
    dead_letters: bool = True
    user: str = ""  # Another than PostgreSQL's owner, whom no limit holds; made for the case.
    pooled: bool = False  # By pgbouncer, a connection for each transaction.
    topic: dict = field(default_factory=dict)  # Its configuration.
    gaps: bool = False  # Whether offsets may be missing in the log itself.
    neighbour: bool = False  # A second topic into a table of its own.
    model: str = "flat"  # Of the load: flat or life.
    memory_limit: int = 96 * MIB  # What is never exceeded; the flow of play.py needs 80 at worst.
    configuration: dict = field(default_factory=dict)  # Laid over the sections.
    sql: str = ""  # After the tables are made.


@dataclass(frozen=True)
class Load:
    """Runs from before the fault until after the heal, however long these take."""

    rate: int = 1500  # 0: none.
    duplicates: float = 0.02
    disorder: float = 0.02
    bad: float = 0.0
    keys: int = 1000


@dataclass(frozen=True)
class Case:
    name: str
    group: str  # As in the table of the page.
    done: str  # What is done, in words, for the page.
    fault: tuple
    heal: tuple = ()
    expect: tuple = ()  # Beside what is checked in every case, when all is caught up.
    setting: Setting = Setting()
    load: Load = Load()
    catches_up_within: float = 90.0  # Seconds, on a slow machine.
    fold: bool = True  # False where the log has lost what the table was made of.
    rebalances: bool = False  # Whether the fault itself makes the group assign anew.
    exits: frozenset = frozenset()  # Codes with which a daemon may end by itself.
    in_every_run: bool = False

    def __str__(self):
        return self.name


def verb(function):
    """A step: `function(play, ...)`, to be bound to all but the play."""

    @functools.wraps(function)
    def bind(*arguments, **options):
        return functools.partial(_late, function, arguments, options)

    return bind


def _late(function, arguments, options, play):
    return function(play, *arguments, **options)
