"""Every file of the oracle data is read by a test, or stands in unmapped.py with the reason why not."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from tests.oracles.mapping import OWN, REST_SECTIONS, SOCKET_SECTIONS, STREAM_SECTIONS
from tests.oracles.payloads import ANSWERS, BINANCE_DOCS, codes_of, documents, single_frames
from tests.oracles.places import files
from tests.oracles.tally import Tally
from tests.oracles.unmapped import FILES, OTHER_FILES, OTHER_SECTIONS

HERE = Path(__file__).parent
READ_BY = {  # beside the payloads, and what is about ourselves
    "binance_depth/*": "test_books.py",
    "binance_docs/spot_errors.json": "test_error_codes.py",
    "ccxt_live_2026_02/*": "test_ccxt_responses.py",
    "ccxt_requests/*": "test_ccxt_requests.py",
    "ccxt_responses/*": "test_ccxt_responses.py",
    "cryptofeed/*.ws.*": "test_sessions.py",
    "jkorf_*/Endpoints/*": "test_endpoints.py",
    "json/*": "test_json_suite.py",
    "numbers/*": "test_numbers.py",
    "okx_frames/checksum_doc_example.json": "test_books.py",
}
SECTIONS = {
    "rest-api": REST_SECTIONS,
    "web-socket-api": SOCKET_SECTIONS,
    "web-socket-streams": STREAM_SECTIONS,
}


def test_every_file_is_read_or_listed(count_case: Tally) -> None:
    payloads = {file_of(answer.label) for answers in ANSWERS.values() for answer in answers()}
    payloads |= {file_of(frame.label) for frame in single_frames()}
    every = [name for name in files(pattern="**/*") if name not in payloads]
    rest = [name for name in every if not matches(name, [*OWN, *OTHER_FILES, *READ_BY])]
    listed = [name for name in rest if matches(name, FILES)]
    count_case.not_mapped(listed)
    assert [name for name in rest if name not in listed] == []


def test_every_sample_of_a_document_is_read_or_listed() -> None:
    left = [
        label
        for name, sections in SECTIONS.items()
        for label, section, sample in documents(name)
        if section not in sections
        and not codes_of(sample)
        and not any(re.search(pattern, section) for pattern in OTHER_SECTIONS)
    ]
    assert left == []


def test_nothing_is_listed_that_is_not_there() -> None:
    every = files(pattern="**/*")
    patterns = [*FILES, *OTHER_FILES, *OWN, *READ_BY]
    assert [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in every)] == []
    assert [module for module in READ_BY.values() if not (HERE / module).is_file()] == []
    assert [name for name in SECTIONS if not files(pattern=BINANCE_DOCS.format(name))] == []


def matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def file_of(label: str) -> str:
    """Return the file that a payload's label names."""
    return label.partition("#")[0].partition(" ")[0]
