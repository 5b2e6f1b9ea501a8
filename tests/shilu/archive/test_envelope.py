"""A signature by the user's own key, and what is said of one that is not."""

import json

import pytest

pytest.importorskip("securesystemslib", reason="securesystemslib is not installed (extra archive)")
envelope = pytest.importorskip("shilu.archive.envelope")

from shilu.errors import UserError  # noqa: E402

STATEMENT = b'{"a": 1}\n'


def never():
    raise AssertionError("no passphrase is needed")


def test_a_signature_is_valid_by_its_own_key_alone(keys):
    signed = envelope.sign(STATEMENT, keys / "own", never)
    sound, told = envelope.verify(signed, STATEMENT, keys / "own.pub")
    assert sound
    assert told.startswith("valid, by key ")
    assert envelope.verify(signed, STATEMENT, None)[0]
    sound, told = envelope.verify(signed, STATEMENT, keys / "locked.pub")
    assert not sound
    assert told.startswith("by another key, ")


def test_the_envelope_is_as_the_specification_says_and_can_be_verified_without_us(keys):
    from base64 import b64decode

    from cryptography.hazmat.primitives import serialization

    signed = json.loads(envelope.sign(STATEMENT, keys / "own", never))
    assert signed["payloadType"] == "application/vnd.in-toto+json"
    assert b64decode(signed["payload"]) == STATEMENT
    encoded = b"DSSEv1 28 application/vnd.in-toto+json 9 " + STATEMENT
    public = serialization.load_ssh_public_key((keys / "own.pub").read_bytes())
    public.verify(b64decode(signed["signatures"][0]["sig"]), encoded)


def test_the_same_key_signs_the_same_bytes(keys):
    assert envelope.sign(STATEMENT, keys / "own", never) == envelope.sign(STATEMENT, keys / "own", never)


def test_a_key_with_a_passphrase_asks_for_it(keys):
    signed = envelope.sign(STATEMENT, keys / "locked", lambda: "open")
    assert envelope.verify(signed, STATEMENT, keys / "locked.pub")[0]
    with pytest.raises(UserError, match="cannot be read with this passphrase"):
        envelope.sign(STATEMENT, keys / "locked", lambda: "shut")


def test_a_changed_statement_payload_or_signature_is_invalid(keys):
    signed = envelope.sign(STATEMENT, keys / "own", never)
    public = keys / "own.pub"
    assert not envelope.verify(signed, b'{"a": 2}\n', public)[0]
    changed = json.loads(signed)
    changed["signatures"][0]["sig"] = changed["signatures"][0]["sig"].swapcase()
    assert envelope.verify(json.dumps(changed).encode(), STATEMENT, public) == (
        False,
        f"invalid: not made by {public} ({changed['signatures'][0]['keyid'][:16]}) over this statement",
    )
    for broken in (
        b"",
        b"[]",
        b'{"payload": 1}',
        b"\xff",
        b'{"payload":"","payloadType":"","signatures":[]}',
    ):
        assert not envelope.verify(broken, STATEMENT, None)[0]


def test_what_is_no_key_is_named_with_how_to_make_one(keys):
    (keys / "none").write_text("nothing")
    with pytest.raises(UserError, match="none: is no private key; make one with"):
        envelope.sign(STATEMENT, keys / "none", never)
    with pytest.raises(UserError, match="none: is no public key"):
        envelope.verify(envelope.sign(STATEMENT, keys / "own", never), STATEMENT, keys / "none")
