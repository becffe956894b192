"""The network between the daemon and its servers."""

from case import Case, Load, Setting
from verbs_seen import finds_dead_link, resumes, seen_more_rows, seen_retries, seen_state
from verbs_servers import (cut_again_and_again, drop_packets, heal_link, link, lose_packets,
                           pass_packets, reset_again_and_again)

GROUP = "network"
BOTH = Setting(linked=("postgres", "kafka"))
IN_ITS_OWN = Setting(home="private network", linked=("postgres", "kafka"))

CASES = (
    Case(
        name="half_open_link_to_postgres", group=GROUP, in_every_run=True,
        done="all packets between daemon and PostgreSQL vanish, in both directions",
        setting=IN_ITS_OWN,
        fault=(drop_packets("postgres"), finds_dead_link(within=30), seen_state("stalled")),
        heal=(pass_packets(), resumes(within=5)),
    ),
    Case(
        name="half_open_link_to_kafka", group=GROUP, rebalances=True,
        done="all packets between daemon and Kafka vanish, in both directions",
        setting=IN_ITS_OWN,
        fault=(drop_packets("kafka"), seen_state("stalled", timeout=180)),
        heal=(pass_packets(), resumes(within=60)),
    ),
    Case(
        name="slow_network", group=GROUP, rebalances=True,
        done="80 ms more for each piece of data, in both directions of both links",
        setting=BOTH, load=Load(rate=500),
        fault=(link("postgres", "delay", 0.08), link("kafka", "delay", 0.08), seen_more_rows(2000)),
        heal=(heal_link("postgres"), heal_link("kafka"), resumes(within=5)),
    ),
    Case(
        name="lossy_network", group=GROUP, rebalances=True,
        done="one packet in twenty vanishes, to and from both servers, until 3,000 more records are"
             " applied",
        setting=IN_ITS_OWN,
        fault=(lose_packets("postgres", 0.05), lose_packets("kafka", 0.05), seen_more_rows(3000)),
        heal=(pass_packets(), resumes(within=5)),
    ),
    Case(
        name="narrow_link_to_postgres", group=GROUP,
        done="50 kB/s to and from PostgreSQL for each connection",
        setting=BOTH,
        fault=(link("postgres", "limit_rate", 50_000), seen_more_rows(1500)),
        heal=(heal_link("postgres"), resumes(within=5)),
    ),
    Case(
        name="narrow_link_to_kafka", group=GROUP, rebalances=True,
        done="100 kB/s from Kafka for each connection",
        setting=BOTH,
        fault=(link("kafka", "limit_rate", 100_000), seen_more_rows(1500)),
        heal=(heal_link("kafka"), resumes(within=30)),
    ),
    Case(
        name="connections_reset", group=GROUP, rebalances=True,
        done="all connections to PostgreSQL and Kafka are reset, ten times each",
        setting=BOTH,
        fault=(reset_again_and_again("postgres", 10), reset_again_and_again("kafka", 10)),
        heal=(seen_more_rows(500),),
    ),
    Case(
        name="answers_cut_in_the_middle", group=GROUP, rebalances=True,
        done="answers of PostgreSQL and of Kafka end in their middle with a reset, ten times each",
        setting=BOTH,
        fault=(cut_again_and_again("postgres", 10, 150), cut_again_and_again("kafka", 10, 20_000)),
        heal=(seen_more_rows(500),),
    ),
    Case(
        name="silent_postgres", group=GROUP,
        done="PostgreSQL's side acknowledges and answers nothing until the topic is stalled",
        setting=BOTH,
        fault=(link("postgres", "hold"), seen_state("stalled", timeout=90)),
        heal=(heal_link("postgres"), resumes(within=5)),
    ),
    Case(
        name="postgres_away", group=GROUP,
        done="every connection to PostgreSQL is refused until 25 probes have failed",
        setting=BOTH,
        fault=(link("postgres", "go_down"), seen_state("stalled"),
               seen_retries("connection", 25, timeout=180)),
        heal=(heal_link("postgres"), resumes(within=5)),
    ),
    Case(
        name="kafka_away", group=GROUP, rebalances=True,
        done="every connection to Kafka is refused for longer than the session of the group",
        setting=BOTH,
        fault=(link("kafka", "go_down"), seen_state("stalled", timeout=120)),
        heal=(heal_link("kafka"), resumes(within=15)),
    ),
)
