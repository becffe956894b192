"""The requests of Kafka's protocol that Debian's Python client does not know."""

import itertools
import socket
import struct

_DELETE_RECORDS = (21, 1)  # API key, version: the last one without tagged fields.
_FIND_COORDINATOR = (10, 0)
_CREATE_ACLS = (30, 1)
_DELETE_ACLS = (31, 1)
_ALTER_CLIENT_QUOTAS = (49, 0)
_KINDS = {"topic": 2, "group": 3}
_OPERATIONS = {"read": 3, "write": 4, "describe": 8}
_LITERAL = 3
_ALLOWED = 3
_correlation_ids = itertools.count(1)


class KafkaRefused(RuntimeError):
    """The broker answered with an error code."""


def _text(value):
    data = value.encode()
    return struct.pack(">h", len(data)) + data


def _receive(connection, size):
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionError("the broker closed the connection")
        data += part
    return data


def _call(address, api, body):
    correlation_id = next(_correlation_ids)
    request = struct.pack(">hhi", *api, correlation_id) + _text("harness") + body
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        size, = struct.unpack(">i", _receive(connection, 4))
        answer = _receive(connection, size)
    assert struct.unpack_from(">i", answer)[0] == correlation_id
    return answer[4:]


def delete_records(address, topic, before):
    """Deletes each partition's records below its offset; `before` maps partition to offset."""
    partitions = b"".join(struct.pack(">iq", *item) for item in before.items())
    body = (struct.pack(">i", 1) + _text(topic) + struct.pack(">i", len(before)) + partitions
            + struct.pack(">i", 10_000))
    answer = _call(address, _DELETE_RECORDS, body)
    # throttle, one topic with its name, count, then (partition, low watermark, error) each.
    position = 4 + 4 + 2 + len(topic.encode()) + 4
    for partition, _, error in struct.iter_unpack(">iqh", answer[position:]):
        if error != 0:
            raise KafkaRefused(f"deleting records of {topic}/{partition}: error {error}")


def limit_consumer(address, client_id, bytes_per_second):
    """The client quota of a client id; None takes it away."""
    remove = bytes_per_second is None
    entity = struct.pack(">i", 1) + _text("client-id") + _text(client_id)
    quota = (struct.pack(">i", 1) + _text("consumer_byte_rate")
             + struct.pack(">d?", bytes_per_second or 0.0, remove))
    answer = _call(address, _ALTER_CLIENT_QUOTAS,
                   struct.pack(">i", 1) + entity + quota + struct.pack(">?", False))
    error, = struct.unpack_from(">h", answer, 8)  # After throttle and the one entry's count.
    if error != 0:
        raise KafkaRefused(f"limiting {client_id}: error {error}")


def coordinator(address, group):
    """The number of the broker that coordinates the group; None while nobody does."""
    answer = _call(address, _FIND_COORDINATOR, _text(group))
    error, node = struct.unpack_from(">hi", answer)
    return node if error == 0 else None


def allow(address, right):
    """Gives the right (user, operation, kind of resource, its name)."""
    answer = _call(address, _CREATE_ACLS, struct.pack(">i", 1) + _acl(right))
    error, = struct.unpack_from(">h", answer, 8)  # After throttle and the one result's count.
    if error != 0:
        raise KafkaRefused(f"allowing {right}: error {error}")


def forbid(address, right):
    """Takes it back; there must be such a one."""
    answer = _call(address, _DELETE_ACLS, struct.pack(">i", 1) + _acl(right))
    error, message = struct.unpack_from(">hh", answer, 8)
    found, = struct.unpack_from(">i", answer, 12 + max(message, 0))
    if error != 0 or found != 1:
        raise KafkaRefused(f"forbidding {right}: error {error}, {found} of them")


def _acl(right):
    user, operation, kind, name = right
    return (struct.pack(">b", _KINDS[kind]) + _text(name) + struct.pack(">b", _LITERAL)
            + _text(f"User:{user}") + _text("*")
            + struct.pack(">bb", _OPERATIONS[operation], _ALLOWED))
