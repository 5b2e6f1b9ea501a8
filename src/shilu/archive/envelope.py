"""A statement signed with the user's own key: a DSSE envelope (https://github.com/secure-systems-lab/dsse)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from securesystemslib import dsse, exceptions
from securesystemslib.signer import CryptoSigner, SSlibKey

from shilu.archive.statement import PAYLOAD
from shilu.errors import UserError

#: How to come by a key.
MAKE = "make one with `ssh-keygen -t ed25519 -f KEY`, or `openssl genpkey -algorithm ed25519 -out KEY`"


def sign(statement: bytes, key: Path, passphrase: Callable[[], str]) -> bytes:
    """Return the envelope of a statement.

    Parameters
    ----------
    statement : bytes
    key : Path
        A private ed25519 key, in OpenSSH's format or as PEM.
    passphrase : callable
        Asks for the key's passphrase, called where it has one.

    Raises
    ------
    UserError
        It is no such key, or the passphrase is not its own.
    """
    private = _private(key, passphrase)
    public = SSlibKey.from_crypto(private.public_key())
    envelope = dsse.Envelope(statement, PAYLOAD, {})
    envelope.sign(CryptoSigner(private, public))
    return (json.dumps(envelope.to_dict(), indent=1, sort_keys=True) + "\n").encode()


def verify(envelope: bytes, statement: bytes, key: Path | None) -> tuple[bool, str]:
    """Return whether nothing speaks against a signature, and what there is to say of it.

    Parameters
    ----------
    envelope, statement : bytes
        As they lie in the archive.
    key : Path or None
        A public key; without it only the envelope's content is compared.

    Raises
    ------
    UserError
        `key` is no public ed25519 key.
    """
    public = _public(key) if key else None
    try:
        signed = dsse.Envelope.from_dict(json.loads(envelope))
        signers = sorted(signed.signatures)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, exceptions.Error):
        return False, "invalid: the envelope cannot be read"
    if signed.payload != statement or signed.payload_type != PAYLOAD or not signers:
        return False, "invalid: the envelope holds another statement than the archive"
    if public is None:
        return True, f"by key {_short(signers[0])}, not checked; name the public key with --public-key"
    if public.keyid not in signed.signatures:
        return False, f"by another key, {_short(signers[0])}, than {key} ({_short(public.keyid)})"
    try:
        signed.verify([public], 1)
    except (exceptions.Error, ValueError):
        return False, f"invalid: not made by {key} ({_short(public.keyid)}) over this statement"
    return True, f"valid, by key {_short(public.keyid)} ({key})"


def _private(path, passphrase):
    data, word = path.read_bytes(), None
    load: Any = serialization.load_pem_private_key
    if data.startswith(b"-----BEGIN OPENSSH"):
        load = serialization.load_ssh_private_key
    try:
        try:
            key = load(data, None)
        except TypeError:  # it has a passphrase
            word = passphrase().encode()
            key = load(data, word)
        except ValueError as error:
            if "passphrase" not in str(error).lower() and "password" not in str(error).lower():
                raise
            word = passphrase().encode()
            key = load(data, word)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        why = "cannot be read with this passphrase" if word is not None else "is no private key"
        # Such as a library that is missing; what else it says is of encodings.
        told = f" ({' '.join(str(error).split())})" if isinstance(error, UnsupportedAlgorithm) else ""
        raise UserError(f"{path}: {why}{told}; {MAKE}") from error
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise UserError(f"{path}: is no ed25519 key, which an archive is signed with; {MAKE}")
    return key


def _public(path):
    data = path.read_bytes()
    load: Any = (
        serialization.load_ssh_public_key if data.startswith(b"ssh-") else serialization.load_pem_public_key
    )
    try:
        key = load(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UserError(
            f"{path}: is no public key; give KEY.pub of ssh-keygen, or the output of `openssl pkey -pubout`"
        ) from error
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise UserError(f"{path}: is no ed25519 key, which an archive is signed with")
    return SSlibKey.from_crypto(key)


def _short(keyid):
    return "".join(letter for letter in str(keyid)[:16] if letter.isalnum())
