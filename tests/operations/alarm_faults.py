"""Which alerts each fault fires that test_alarms.py plays. docs/OPERATIONS.md has the same table."""

from rules import alerts

_WAITING = ("ProjectorFreshnessBreached", "ProjectorStalled", "ProjectorWritesFailing")

FAULTS = {
    "late": ("ProjectorFreshnessBudgetBurnFast", "ProjectorFreshnessBudgetBurnSlow"),
    "skew": ("ProjectorTimestampSkew",),
    "dead_letters": ("ProjectorDeadLetterRateHigh", "ProjectorDeadLetters"),
    "bad_record": ("ProjectorPartitionStopped",),
    "deleted": ("ProjectorRecordsLost",),
    "bad_reload": ("ProjectorConfigReloadFailed",),
    "two_configurations": ("ProjectorInstancesDisagree",),
    "locked": _WAITING,
    "postgres_away": (*_WAITING, "ProjectorDatabaseUnavailable"),
    "kafka_away": ("ProjectorKafkaUnavailable",),
    "not_started": ("ProjectorNotReading",),
    "killed_again": ("ProjectorRestarting",),
    "killed": ("ProjectorInstanceDown", "ProjectorAbsent"),
}


def alerts_of(fault, topic=""):
    """{(alert, topic)}; the topic is empty where an alert has none."""
    return {(name, topic if "$labels.topic" in alerts()[name]["annotations"]["description"] else "")
            for name in FAULTS[fault]}
