#!/usr/bin/env python3
"""Proves an export of the ledger: chat-contacts ledger export | python3 verify_ledger.py"""
import hashlib
import json
import sys


def digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


previous, expected, states = "0" * 64, 1, {}
for line in sys.stdin:
    entry = json.loads(line)
    said, text, contact = entry.pop("hash"), entry.pop("text"), entry.pop("contact_uuid")
    seq, permission = entry["seq"], (entry["contact"], entry["permission"])
    if seq != expected or entry["prev_hash"] != previous:
        sys.exit(f"entry {seq}: it does not follow the one before it")
    if digest(entry) != said:
        sys.exit(f"entry {seq}: its content is not what was hashed")
    if text is not None and digest(text) != entry["texts"]:
        sys.exit(f"entry {seq}: its texts are not what was hashed")
    if text is None and contact is not None and entry["texts"] is not None:
        sys.exit(f"entry {seq}: its texts are missing, though the contact was not erased")
    if entry["from"] != states.get(permission):
        sys.exit(f"entry {seq}: it begins with another value than the one before it left")
    states[permission], previous, expected = entry["to"], said, seq + 1
print(f"{expected - 1} entries hold; the last hash is {previous}")
