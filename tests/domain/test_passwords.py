"""Which passwords are refused because everybody uses them."""

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.domain.people.passwords import MINIMUM_LENGTH, common_passwords


def test_the_common_passwords_are_those_of_zxcvbn_that_are_long_enough() -> None:
    expected = {word for word in FREQUENCY_LISTS["passwords"] if len(word) >= MINIMUM_LENGTH}
    assert expected
    assert common_passwords() == expected
