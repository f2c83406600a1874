"""A text while it is unpacked, and until its turn comes."""

import io
import zlib

from coach.reading.streams import Blocks

_FAST = 1


class Kept:
    """As it is; or, where that would take too much memory, to be unpacked again, or packed small where that would take long.

    again: what gives the text from its beginning, where that is at hand.
    """

    def __init__(self, again: Blocks | None) -> None:
        self._again = again
        self._plain: list[bytes] | None = []
        self._small: list[bytes] = []

    def write(self, block: bytes) -> None:
        if self._plain is not None:
            self._plain.append(block)
        elif self._again is None:
            self._small.append(zlib.compress(block, _FAST))

    def make_small(self) -> None:
        """Takes little memory from now on."""
        if self._plain is None:
            return
        plain, self._plain = self._plain[::-1], None
        while plain:
            self.write(plain.pop())

    def content(self) -> bytes:
        if self._plain is not None:
            self._plain = [b"".join(self._plain)]
            return self._plain[0]
        text = io.BytesIO()  # grows in place, where joining a list of blocks would hold all of them twice
        for block in self._again() if self._again else map(zlib.decompress, self._small):
            text.write(block)
        return text.getvalue()
