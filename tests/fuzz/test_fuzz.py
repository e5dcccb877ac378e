"""A short fuzz of the core; ``make fuzz`` runs it for minutes, under sanitizers too."""

from random import Random

import pytest

from tests.fuzz.fuzz_core import SEEDS, check_book, check_readers, check_validate, mutate


@pytest.mark.parametrize("seed", range(4))
def test_mutated_messages_are_read_as_the_standard_library_reads_them_or_refused(seed: int) -> None:
    random = Random(seed)
    for _ in range(1_500):
        text = mutate(random, random.choice(SEEDS))
        check_readers(text)
        check_validate(text)


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_frame_never_spoils_a_live_book_in_silence(seed: int) -> None:
    random = Random(seed)
    for _ in range(300):
        check_book(random)
