#!/usr/bin/env python3
"""Combines shares of a Reentry paper key, with nothing but Python 3.

    python3 combine.py < shares.txt > key.txt       then: age -d -i key.txt vault.age

shares.txt holds the shares RE1..., in any order, with or without spaces and line breaks. key.txt
then holds the age identity AGE-SECRET-KEY-1... The format is that of BIP-93 (codex32) with the
prefix "re"; see sheet-format.md. May be copied freely."""
import re, sys

CHARACTERS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"  # bech32: their places are GF(32)
LONG = [0x19DC500CE73FDE210, 0x1BFAE00DEF77FE529, 0x1FBD920FFFE7BEE52, 0x1739640BDEEE3FDAD,
        0x07729A039CFC75F5A]
SHORT = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]


def times(a, b):
    product = 0
    for bit in range(5):
        product ^= a << bit if b >> bit & 1 else 0
    for bit in (8, 7, 6, 5):
        product ^= 0b101001 << bit - 5 if product >> bit & 1 else 0
    return product


def inverse(a):
    return next(b for b in range(32) if times(a, b) == 1)


def remainder(generator, width, prefix, values):
    rest = 1
    prefix = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    for value in prefix + values:
        top, rest = rest >> width, (rest & (1 << width) - 1) << 5 ^ value
        for bit, multiple in enumerate(generator):
            rest ^= multiple if top >> bit & 1 else 0
    return rest


shares = {}
for text in re.sub("[^0-9A-Z]", "", sys.stdin.read().upper()).split("RE1")[1:]:
    values = [CHARACTERS.find(c) for c in text[:71]]
    rest = remainder(LONG, 60, "re", values)
    if len(text) < 71 or -1 in values or rest != 0x10CE0795C2FD1E62A:
        sys.exit(f"the share RE1{text[:6]}... is mistyped: look at each character again")
    shares[values[5]] = values
if len({tuple(values[:5]) for values in shares.values()}) != 1:
    sys.exit("shares of one set are needed: their first eight characters are alike")
needed = int(CHARACTERS[next(iter(shares.values()))[0]])
if len(shares) < needed:
    sys.exit(f"{needed} different shares are needed, and {len(shares)} are there")
secret, points = CHARACTERS.index("S"), list(shares)[:needed]
key = [0] * 71
for point in points:  # Lagrange's formula at S
    weight = 1
    for other in points:
        if other != point:
            weight = times(weight, times(secret ^ other, inverse(point ^ other)))
    key = [value ^ times(weight, share) for value, share in zip(key, shares[point])]
key = key[6:58]
rest = remainder(SHORT, 25, "age-secret-key-", key + [0] * 6) ^ 1
key += [rest >> 5 * place & 31 for place in (5, 4, 3, 2, 1, 0)]
print("AGE-SECRET-KEY-1" + "".join(CHARACTERS[value] for value in key))
