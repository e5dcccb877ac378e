"""The only door to the network: HTTP by requests, websockets opened by websocket-client.

Certificates are always verified: `ca_file` names a private authority, and nothing switches it off. Nothing is
sent twice: the caller knows what may be repeated. Errors name the venue, the call and the cause, and never a
query string, which may be signed.
"""

from btfast.feeds.transport.http import HttpAnswer, HttpTransport
from btfast.feeds.transport.wss import WssTransport

__all__ = ["HttpAnswer", "HttpTransport", "WssTransport"]
