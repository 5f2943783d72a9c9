"""An S3 server of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from moto.server import ThreadedMotoServer

BUCKET = "kavling-tests"


@dataclass
class Bucket:
    """A bucket on the server, by its setting."""

    url: str
    server: ThreadedMotoServer

    def stop(self) -> None:
        """Let the server answer nobody any more."""
        self.server.stop()


@contextmanager
def a_bucket() -> Iterator[Bucket]:
    """Start a server with an empty bucket; it listens on a free port of this machine."""
    import boto3

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=BUCKET)
    client.close()
    try:
        yield Bucket(f"s3://{BUCKET}/of-the-site?endpoint={endpoint}", server)
    finally:
        server.stop()
