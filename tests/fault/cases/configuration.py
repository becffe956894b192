"""Wrong configurations, at the start and while running."""

from case import Case
from verbs_configuration import mend_configuration, refuses_to_start, spoil_configuration
from verbs_seen import metric_rises, seen_log, seen_more_rows

GROUP = "configuration"

CASES = (
    Case(
        name="wrong_at_the_start", group=GROUP,
        done="a second daemon starts with two mistakes, and with a password file that is not there:"
             " 78, all of it said",
        fault=(refuses_to_start(78, "postgres.writers", "flow.batch_rows",
                                postgres={"writers": 0}, flow={"batch_rows": 0}),
               refuses_to_start(78, "/nowhere/password",
                                postgres={"password_file": "/nowhere/password"})),
        heal=(seen_more_rows(500),),
    ),
    Case(
        name="wrong_at_a_reload", group=GROUP,
        done="the file gets two mistakes and a SIGHUP; then it is mended, and SIGHUP again",
        fault=(spoil_configuration(), seen_log("config.reload", "in_flight_record"),
               seen_more_rows(500)),
        heal=(mend_configuration(), metric_rises("projector_config_reloads_total", 2),
              seen_more_rows(500)),
    ),
)
