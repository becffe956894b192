"""Many short stories in one daemon: each has a topic, a schema with its tables, its outcomes.

What is true of records applied one at a time must be true of a batch, so stories can be played
both ways.
"""

from dataclasses import dataclass, field

from harness.kafka_client import FOREVER
from harness.waiting import TimedOut, wait_until

DEAD_LETTERS = "dead-letters"


@dataclass(frozen=True)
class Story:
    sql: str
    projections: dict  # Name -> as in the configuration, tables without a schema.
    records: tuple  # (key, value), then headers and timestamp_ms if given.
    topic: dict = field(default_factory=dict)  # Laid over the topic's entry.


class Stories:
    """`stories` maps a name to each, `dead_letters` is the configuration of their topic.

    The daemon's configuration can be laid over by sections.
    """

    def __init__(self, scene, stories, dead_letters=None, **sections):
        self.scene = scene
        self.stories = stories
        self.client = scene.kafka.client
        self._dead_letter_configuration = {**FOREVER, **(dead_letters or {})}
        self.dead_letter_topic = scene.name(DEAD_LETTERS)
        self.create_dead_letter_topic()
        self._schemas = {name: f"story_{number}" for number, name in enumerate(stories)}
        self.topics = {name: scene.name(schema) for name, schema in self._schemas.items()}
        self.client.create_topics(self.topics.values(), 1, FOREVER)
        for name, story in stories.items():
            self.sql(name, story.sql)
        self.daemon = scene.daemon({"commit": {"interval": "50ms"}, "postgres": {"writers": 2},
                                    **self._configuration(), **sections})

    def _configuration(self):
        topics, projections = [], {}
        for name, story in self.stories.items():
            schema = self._schemas[name]
            own = {f"{schema}_{word}": {**told, "table": f"{schema}.{told['table']}"}
                   for word, told in story.projections.items()}
            projections.update(own)
            topics.append({"name": self.topics[name],
                           "projection": list(own) if len(own) > 1 else next(iter(own)),
                           "dead_letter_topic": self.dead_letter_topic, **story.topic})
        return {"topics": topics, "projections": projections}

    def create_dead_letter_topic(self):
        self.client.create_topic(self.dead_letter_topic, 1, self._dead_letter_configuration)

    def play_together(self):
        """All records are there when the daemon starts: they meet in batches."""
        self.client.produce_all({self.topics[name]: story.records
                                 for name, story in self.stories.items()})
        self.daemon.start()
        self._wait_settled(max(len(story.records) for story in self.stories.values()))

    def play_one_by_one(self):
        """No record is written before the one before it has its outcome."""
        self.daemon.start()
        for place in range(max(len(story.records) for story in self.stories.values())):
            self.client.produce_all({self.topics[name]: story.records[place:place + 1]
                                     for name, story in self.stories.items()})
            self._wait_settled(place + 1)

    def _wait_settled(self, count):
        """What is missing when the time is over shows in outcomes()."""
        expected = {self.topics[name]: min(count, len(story.records))
                    for name, story in self.stories.items()}

        def are_settled():
            metrics = self.daemon.metrics()
            return all(metrics.value("projector_records_total", topic=topic) == known
                       for topic, known in expected.items())

        try:
            wait_until(are_settled, "every record has its outcome")
        except TimedOut:
            pass

    def outcomes(self, name):
        """Records by outcome, without zeroes; and what its topic waits for, if it does."""
        topic = self.topics[name]
        found = {labels["outcome"]: int(value)
                 for series, labels, value in self.daemon.metrics().series
                 if series == "projector_records_total" and labels["topic"] == topic and value}
        waiting = [partition["waiting_for"] for partition in self.daemon.status()["partitions"]
                   if partition["topic"] == topic and partition["waiting_for"]]
        return {**found, "waiting for": waiting} if waiting else found

    def letters(self, name):
        """The dead letters of the story's topic, by the offset that they had in it."""
        return {int(letter.headers["projector.offset"]): letter
                for letter in self.client.read_all(self.dead_letter_topic)
                if letter.headers["projector.topic"].decode() == self.topics[name]}

    def sql(self, name, statement):
        """In the story's own schema, which is made where it is not there yet."""
        schema = self._schemas[name]
        return self.scene.sql(f"CREATE SCHEMA IF NOT EXISTS {schema};"
                              f" SET search_path TO {schema}; {statement}")
