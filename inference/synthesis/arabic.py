"""Arabic as it is read: with the short vowels that nobody writes.

Without them espeak-ng says consonants alone. Piper brings a small network that puts them in, and
uses it for its own Arabic voices.

Source: libtashkeel by Musharraf Omer (https://github.com/mush42/libtashkeel) in piper-tts.
"""

import functools
import unicodedata

from piper.tashkeel import TashkeelDiacritizer, TashkeelError

from inference.synthesis.traced_text import TracedText


def vowelled(read: TracedText) -> TracedText:
    """The text with vowel marks, each in the place of the letter it belongs to.

    A text that has such marks already is left as its writer wants it.
    """
    if any(map(unicodedata.combining, read.text)):
        return read
    try:
        marked = _network()(read.text)
    except TashkeelError:  # longer than any sentence
        return read
    places: list[int] = []
    n_letters = 0
    for letter in marked:
        n_letters += not unicodedata.combining(letter)
        places.append(read.places[min(max(n_letters, 1), len(read.places)) - 1])
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return TracedText(marked, tuple(places)) if bare == read.text else read


@functools.cache
def _network() -> TashkeelDiacritizer:
    return TashkeelDiacritizer()
