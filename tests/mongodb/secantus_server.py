"""A server that speaks MongoDB's wire protocol, for the tests.

It keeps everything in a folder of its own, which it removes at the end. It
prints its address, and ends when its input does, so that it cannot outlive the tests.
"""

import functools
import sys

from secantus import SecantusDBServer, aggregate

STAGES_WITH_NESTED_OBJECTS = ("$addFields", "$set", "$project")


def flattened(fields, prefix=""):
    """``{"a": {"b": 1}}`` as ``{"a.b": 1}``; expressions stay what they are."""
    flat = {}
    for name, value in fields.items():
        is_object = isinstance(value, dict) and value and not any(k.startswith("$") for k in value)
        flat |= flattened(value, f"{prefix}{name}.") if is_object else {f"{prefix}{name}": value}
    return flat


def add_to_nested_objects(stage, fields, *rest, **options):
    """As mongod: a nested object adds to the one that is there rather than replacing it.

    Without this ``select_related`` loses fields. SecantusDB 0.7.0b3 needs it.
    """
    return stage(flattened(fields), *rest, **options)


def main():
    for name in STAGES_WITH_NESTED_OBJECTS:
        stage = aggregate._STAGES[name]
        aggregate._STAGES[name] = functools.partial(add_to_nested_objects, stage)
    server = SecantusDBServer(
        port=0, storage_path=":memory:", cache_size="256M", replica_set_name=None
    )
    server.start()
    print(server.uri, flush=True)  # noqa: T201 (how it tells its address)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
