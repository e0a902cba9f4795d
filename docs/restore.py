#!/usr/bin/env python3
"""Puts the encrypted file of a Reentry vault sheet together, with nothing but Python 3.

    python3 restore.py < texts.txt > sheet.age      then: age -d sheet.age | gunzip > accounts.json

texts.txt holds what the QR codes say, one on a line, and typed lines below their heading, in any
order and mixture. Parity codes fill gaps. The format: sheet-format.md. May be copied freely."""
import base64, hashlib, re, sys

CODE = re.compile(r"RE1:([^:]+):([DP])(\d\d)/(\d\d):(\d+):([0-9A-F]{4}):([A-Z2-7]+=*)")
HEAD = re.compile(r"RE1:([^:]+):T\d+:(\d+)")
LINE = re.compile(r"(\d+) +([A-Z2-7= ]+) +([0-9A-F]{4})")
STEP = 25  # bytes of a typed line; codes hold whole lines


def check(text):
    return hashlib.sha256(text.encode()).hexdigest()[:4].upper()


codes, typed, sheets = {}, {}, set()
for text in sys.stdin.read().upper().splitlines():
    text = text.strip()
    if match := CODE.fullmatch(text):
        sheet, kind, index, count, length, said, body = match.groups()
        if check(text[: -len(body) - 5] + body) != said:
            sys.exit(f"code {kind}{index} is damaged: scan it again, or leave it out")
        codes[kind, int(index)] = int(count), base64.b32decode(body)
        sheets.add((sheet, int(length)))
    elif match := HEAD.fullmatch(text):
        sheets.add((match[1], int(match[2])))
    elif match := LINE.fullmatch(text):
        body = match[2].replace(" ", "").rstrip("=")
        typed[int(match[1])] = body + "=" * (-len(body) % 8), match[3]
if len(sheets) != 1:
    sys.exit(f"texts of one sheet are needed, and these are of {len(sheets)}")
[(sheet, length)] = sheets
pieces = {}  # the bytes of each line by their place in the file
for number, (body, said) in typed.items():
    if check(f"{sheet} {number:03} {body}") != said:
        sys.exit(f"line {number} is mistyped")
    pieces[STEP * (number - 1)] = base64.b32decode(body)
size = max((len(body) for _, body in codes.values()), default=0)  # bytes of all but the last code
for kind, index in codes:
    count, body = codes[kind, index]
    if kind == "D":
        size = STEP * -(-length // count // STEP)
        pieces |= {size * (index - 1) + at: body[at : at + STEP] for at in range(0, len(body), STEP)}
for kind, index in codes:
    count, body = codes[kind, index]
    for at in range(0, size, STEP) if kind == "P" else ():
        group = range(size * (index - 1) + at, length, size * count)
        if len(lost := [start for start in group if start not in pieces]) == 1:
            total = int.from_bytes(body[at : at + STEP], "big")
            for start in set(group) - set(lost):
                total ^= int.from_bytes(pieces[start].ljust(STEP, b"\0"), "big")
            pieces[lost[0]] = total.to_bytes(STEP, "big")[: length - lost[0]]
if missing := [start // STEP + 1 for start in range(0, length, STEP) if start not in pieces]:
    sys.exit("these lines are missing: " + " ".join(map(str, missing)))
sys.stdout.buffer.write(b"".join(pieces[start] for start in sorted(pieces)))
