# SPDX-License-Identifier: ISC
"""As much of DER as a certificate has. A ValueError is the answer to bytes
that aren't DER."""

from typing import Iterator, Tuple

INTEGER, OCTETS, OBJECT, SEQUENCE = 0x02, 0x04, 0x06, 0x30

_CHARACTERS = {
    0x0c: "utf-8", 0x1e: "utf-16-be", 0x1c: "utf-32-be",
}


def split(data: bytes) -> Iterator[Tuple[int, bytes, bytes]]:
    """(tag, content, all of it) of each element, one after the other."""
    at = 0
    while at < len(data):
        tag, content, end = element(data, at)
        yield tag, content, data[at:end]
        at = end


def element(data: bytes, at: int = 0) -> Tuple[int, bytes, int]:
    """(tag, content, where it ends) of the element at |at|."""
    if at + 2 > len(data) or data[at] & 0x1f == 0x1f:
        raise ValueError("the DER is cut short, or has a long tag")
    tag, length, begin = data[at], data[at + 1], at + 2
    if length >= 0x80:
        count = length & 0x7f
        if not 1 <= count <= 4 or begin + count > len(data):
            raise ValueError("the DER has a bad length")
        length = int.from_bytes(data[begin:begin + count], "big")
        begin += count
    if begin + length > len(data):
        raise ValueError("the DER is cut short")
    return tag, data[begin:begin + length], begin + length


def inside(data: bytes, tag: int = SEQUENCE) -> bytes:
    """The content of the one element that there is."""
    found, content, _ = element(data)
    if found != tag:
        raise ValueError("the DER has tag %d, not %d" % (found, tag))
    return content


def oid(content: bytes) -> str:
    """In dotted form."""
    if not content or content[-1] & 0x80:
        raise ValueError("the object identifier is cut short")
    numbers, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7f
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def text(tag: int, content: bytes) -> str:
    """The characters of a string of any type."""
    return content.decode(_CHARACTERS.get(tag, "latin-1"))
