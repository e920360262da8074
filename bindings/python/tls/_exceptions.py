# SPDX-License-Identifier: ISC
# Made by scripts/otlsapi from base/errors.def.
"""One exception a code of libotls: what `tls.Error` says of all of them."""

import builtins

from ._error import Error


class InvalidError(Error, builtins.ValueError):
    """An argument has a value that is not allowed."""

    code = -1
    name = "OTLS_E_INVALID"
    text = "an argument has a value that is not allowed"


class NullError(Error, builtins.ValueError):
    """A pointer that must not be NULL is NULL."""

    code = -2
    name = "OTLS_E_NULL"
    text = "a pointer that must not be NULL is NULL"


class TooSmallError(Error, builtins.BufferError):
    """The caller's buffer is too small for the answer."""

    code = -3
    name = "OTLS_E_TOO_SMALL"
    text = "the caller's buffer is too small for the answer"


class NoMemoryError(Error, builtins.MemoryError):
    """Memory could not be allocated."""

    code = -4
    name = "OTLS_E_NO_MEMORY"
    text = "memory could not be allocated"


class UnsupportedError(Error, builtins.NotImplementedError):
    """The object or this build of the library cannot do that."""

    code = -5
    name = "OTLS_E_UNSUPPORTED"
    text = "the object or this build of the library cannot do that"


class LimitError(Error):
    """A limit set by the library or the caller was reached."""

    code = -6
    name = "OTLS_E_LIMIT"
    text = "a limit set by the library or the caller was reached"


class CancelledError(Error):
    """The caller's callback did not ask to go on."""

    code = -7
    name = "OTLS_E_CANCELLED"
    text = "the caller's callback did not ask to go on"


class OpensslError(Error):
    """OpenSSL failed; its reason is kept beside the message."""

    code = -8
    name = "OTLS_E_OPENSSL"
    text = "OpenSSL failed; its reason is kept beside the message"


class ShutdownError(Error):
    """The process is exiting and the library has closed."""

    code = -9
    name = "OTLS_E_SHUTDOWN"
    text = "the process is exiting and the library has closed"


class ForkedError(Error):
    """The object was in use by another thread when the process forked."""

    code = -10
    name = "OTLS_E_FORKED"
    text = "the object was in use by another thread when the process forked"


class InternalError(Error):
    """The library found itself in a state that it should not reach."""

    code = -11
    name = "OTLS_E_INTERNAL"
    text = "the library found itself in a state that it should not reach"


class HandleNoneError(Error, builtins.ValueError):
    """The handle is 0, which names no object."""

    code = -20
    name = "OTLS_E_HANDLE_NONE"
    text = "the handle is 0, which names no object"


class HandleKindError(Error, builtins.TypeError):
    """The handle names an object of another kind."""

    code = -21
    name = "OTLS_E_HANDLE_KIND"
    text = "the handle names an object of another kind"


class HandleStaleError(Error, builtins.ValueError):
    """The handle's object has been freed."""

    code = -22
    name = "OTLS_E_HANDLE_STALE"
    text = "the handle's object has been freed"


class HandleTruncatedError(Error, builtins.ValueError):
    """The handle was cut to 32 bits: declare argtypes, or pass a 64-bit
    integer.
    """

    code = -23
    name = "OTLS_E_HANDLE_TRUNCATED"
    text = "the handle was cut to 32 bits: declare argtypes, or pass a 64-bit integer"


class HandleUnknownError(Error, builtins.ValueError):
    """No such handle was ever issued."""

    code = -24
    name = "OTLS_E_HANDLE_UNKNOWN"
    text = "no such handle was ever issued"


class HandleLimitError(Error):
    """No more handles can be issued."""

    code = -25
    name = "OTLS_E_HANDLE_LIMIT"
    text = "no more handles can be issued"


class WantReadError(Error, builtins.BlockingIOError):
    """The operation must wait until bytes can be read."""

    code = -40
    name = "OTLS_E_WANT_READ"
    text = "the operation must wait until bytes can be read"


class WantWriteError(Error, builtins.BlockingIOError):
    """The operation must wait until bytes can be written."""

    code = -41
    name = "OTLS_E_WANT_WRITE"
    text = "the operation must wait until bytes can be written"


class TimeoutError(Error, builtins.TimeoutError):
    """The deadline passed before the operation was done."""

    code = -42
    name = "OTLS_E_TIMEOUT"
    text = "the deadline passed before the operation was done"


class InterruptedError(Error, builtins.InterruptedError):
    """A signal arrived before the operation was done."""

    code = -43
    name = "OTLS_E_INTERRUPTED"
    text = "a signal arrived before the operation was done"


class IoError(Error, builtins.OSError):
    """The operating system could not read or write."""

    code = -44
    name = "OTLS_E_IO"
    text = "the operating system could not read or write"


class NotFoundError(Error, builtins.FileNotFoundError):
    """There is no such file."""

    code = -45
    name = "OTLS_E_NOT_FOUND"
    text = "there is no such file"


class PermissionError(Error, builtins.PermissionError):
    """The operating system refused access."""

    code = -46
    name = "OTLS_E_PERMISSION"
    text = "the operating system refused access"


class ClosedError(Error, builtins.BrokenPipeError):
    """The other end is closed."""

    code = -47
    name = "OTLS_E_CLOSED"
    text = "the other end is closed"


class SameFileError(Error, builtins.OSError):
    """The input and the output are the same file."""

    code = -48
    name = "OTLS_E_SAME_FILE"
    text = "the input and the output are the same file"


class WantPassphraseError(Error):
    """The input is encrypted: call again with its passphrase."""

    code = -53
    name = "OTLS_E_WANT_PASSPHRASE"
    text = "the input is encrypted: call again with its passphrase"


class WantNameError(Error):
    """The handshake waits for an answer to the client's server name."""

    code = -54
    name = "OTLS_E_WANT_NAME"
    text = "the handshake waits for an answer to the client's server name"


class WantVerifyError(Error):
    """The handshake waits for a verdict on the peer's certificate."""

    code = -55
    name = "OTLS_E_WANT_VERIFY"
    text = "the handshake waits for a verdict on the peer's certificate"


class WantPskError(Error):
    """The handshake waits for a pre-shared key."""

    code = -56
    name = "OTLS_E_WANT_PSK"
    text = "the handshake waits for a pre-shared key"


class WantStoreError(Error):
    """The operation waits for the answer of a store."""

    code = -57
    name = "OTLS_E_WANT_STORE"
    text = "the operation waits for the answer of a store"


class RandomError(Error):
    """The random generator could not be seeded."""

    code = -60
    name = "OTLS_E_RANDOM"
    text = "the random generator could not be seeded"


class AuthError(Error):
    """An authentication tag does not match."""

    code = -61
    name = "OTLS_E_AUTH"
    text = "an authentication tag does not match"


class AgeHeaderError(Error, builtins.ValueError):
    """The age header is malformed."""

    code = -80
    name = "OTLS_E_AGE_HEADER"
    text = "the age header is malformed"


class AgeNoMatchError(Error):
    """No identity matches any of the file's recipients."""

    code = -81
    name = "OTLS_E_AGE_NO_MATCH"
    text = "no identity matches any of the file's recipients"


class AgeMacError(Error):
    """The age header has been altered: its MAC does not match."""

    code = -82
    name = "OTLS_E_AGE_MAC"
    text = "the age header has been altered: its MAC does not match"


class AgePayloadError(Error):
    """The age payload has been altered or cut short."""

    code = -83
    name = "OTLS_E_AGE_PAYLOAD"
    text = "the age payload has been altered or cut short"


class AgeArmorError(Error, builtins.ValueError):
    """The ASCII armor is malformed."""

    code = -84
    name = "OTLS_E_AGE_ARMOR"
    text = "the ASCII armor is malformed"


class AgeWorkFactorError(Error):
    """The file asks for more scrypt work than is allowed."""

    code = -85
    name = "OTLS_E_AGE_WORK_FACTOR"
    text = "the file asks for more scrypt work than is allowed"


class AgeIdentityError(Error, builtins.ValueError):
    """The text is not an age identity."""

    code = -86
    name = "OTLS_E_AGE_IDENTITY"
    text = "the text is not an age identity"


class AgeRecipientError(Error, builtins.ValueError):
    """The text is not an age recipient."""

    code = -87
    name = "OTLS_E_AGE_RECIPIENT"
    text = "the text is not an age recipient"


class AgeMixedError(Error, builtins.ValueError):
    """A passphrase cannot be combined with other recipients."""

    code = -88
    name = "OTLS_E_AGE_MIXED"
    text = "a passphrase cannot be combined with other recipients"


class TlsHandshakeError(Error, builtins.ConnectionError):
    """The TLS handshake failed."""

    code = -100
    name = "OTLS_E_TLS_HANDSHAKE"
    text = "the TLS handshake failed"


class TlsAlertError(Error, builtins.ConnectionError):
    """The peer ended the connection with a fatal alert."""

    code = -101
    name = "OTLS_E_TLS_ALERT"
    text = "the peer ended the connection with a fatal alert"


class TlsNotTlsError(Error, builtins.ConnectionError):
    """The peer does not speak TLS."""

    code = -102
    name = "OTLS_E_TLS_NOT_TLS"
    text = "the peer does not speak TLS"


class TlsEofError(Error, builtins.ConnectionError):
    """The connection ended without a close_notify: data may be missing."""

    code = -103
    name = "OTLS_E_TLS_EOF"
    text = "the connection ended without a close_notify: data may be missing"


class TlsProtocolError(Error, builtins.ConnectionError):
    """The peer broke the TLS protocol."""

    code = -104
    name = "OTLS_E_TLS_PROTOCOL"
    text = "the peer broke the TLS protocol"


class TlsVersionError(Error, builtins.ConnectionError):
    """The two ends have no TLS version in common."""

    code = -105
    name = "OTLS_E_TLS_VERSION"
    text = "the two ends have no TLS version in common"


class TlsCipherError(Error, builtins.ConnectionError):
    """The two ends have no cipher or group in common."""

    code = -106
    name = "OTLS_E_TLS_CIPHER"
    text = "the two ends have no cipher or group in common"


class TlsAlpnError(Error, builtins.ConnectionError):
    """The two ends have no application protocol in common."""

    code = -107
    name = "OTLS_E_TLS_ALPN"
    text = "the two ends have no application protocol in common"


class TlsNameError(Error, builtins.ConnectionError):
    """The server name was refused or changed during the handshake."""

    code = -108
    name = "OTLS_E_TLS_NAME"
    text = "the server name was refused or changed during the handshake"


class TlsStateError(Error, builtins.ValueError):
    """The connection is not in a state that allows that."""

    code = -109
    name = "OTLS_E_TLS_STATE"
    text = "the connection is not in a state that allows that"


class HostNotFoundError(Error, builtins.OSError):
    """The host name has no address."""

    code = -110
    name = "OTLS_E_HOST_NOT_FOUND"
    text = "the host name has no address"


class CertFormatError(Error, builtins.ValueError):
    """The bytes are not a certificate."""

    code = -120
    name = "OTLS_E_CERT_FORMAT"
    text = "the bytes are not a certificate"


class CertUntrustedError(Error):
    """No trusted authority vouches for the certificate."""

    code = -121
    name = "OTLS_E_CERT_UNTRUSTED"
    text = "no trusted authority vouches for the certificate"


class CertExpiredError(Error):
    """The certificate has expired."""

    code = -122
    name = "OTLS_E_CERT_EXPIRED"
    text = "the certificate has expired"


class CertNotYetValidError(Error):
    """The certificate is not valid yet."""

    code = -123
    name = "OTLS_E_CERT_NOT_YET_VALID"
    text = "the certificate is not valid yet"


class CertHostError(Error):
    """The certificate is for another host."""

    code = -124
    name = "OTLS_E_CERT_HOST"
    text = "the certificate is for another host"


class CertRevokedError(Error):
    """The certificate has been revoked."""

    code = -125
    name = "OTLS_E_CERT_REVOKED"
    text = "the certificate has been revoked"


class CertWeakError(Error):
    """The certificate's key or signature is too weak."""

    code = -126
    name = "OTLS_E_CERT_WEAK"
    text = "the certificate's key or signature is too weak"


class CertCrlError(Error):
    """No valid revocation list says whether the certificate is revoked."""

    code = -127
    name = "OTLS_E_CERT_CRL"
    text = "no valid revocation list says whether the certificate is revoked"


class CertMissingError(Error):
    """The peer sent no certificate."""

    code = -128
    name = "OTLS_E_CERT_MISSING"
    text = "the peer sent no certificate"


class CertInvalidError(Error):
    """The certificate or its chain is not acceptable."""

    code = -129
    name = "OTLS_E_CERT_INVALID"
    text = "the certificate or its chain is not acceptable"


class KeyFormatError(Error, builtins.ValueError):
    """The bytes are not a key."""

    code = -130
    name = "OTLS_E_KEY_FORMAT"
    text = "the bytes are not a key"


class KeyPassphraseError(Error, builtins.ValueError):
    """The passphrase does not open the key."""

    code = -131
    name = "OTLS_E_KEY_PASSPHRASE"
    text = "the passphrase does not open the key"


class KeyMismatchError(Error, builtins.ValueError):
    """The private key does not belong to the certificate."""

    code = -132
    name = "OTLS_E_KEY_MISMATCH"
    text = "the private key does not belong to the certificate"


class KeyWeakError(Error, builtins.ValueError):
    """The key is too weak."""

    code = -133
    name = "OTLS_E_KEY_WEAK"
    text = "the key is too weak"


class SignatureError(Error):
    """The signature does not match."""

    code = -134
    name = "OTLS_E_SIGNATURE"
    text = "the signature does not match"


class StoreError(Error):
    """The store failed."""

    code = -140
    name = "OTLS_E_STORE"
    text = "the store failed"


class StoreMissError(Error, builtins.LookupError):
    """The store has no such entry."""

    code = -141
    name = "OTLS_E_STORE_MISS"
    text = "the store has no such entry"


class StoreSecretError(Error, builtins.ValueError):
    """The text is not a store's secret."""

    code = -142
    name = "OTLS_E_STORE_SECRET"
    text = "the text is not a store's secret"


BY_CODE = {
    -1: InvalidError,
    -2: NullError,
    -3: TooSmallError,
    -4: NoMemoryError,
    -5: UnsupportedError,
    -6: LimitError,
    -7: CancelledError,
    -8: OpensslError,
    -9: ShutdownError,
    -10: ForkedError,
    -11: InternalError,
    -20: HandleNoneError,
    -21: HandleKindError,
    -22: HandleStaleError,
    -23: HandleTruncatedError,
    -24: HandleUnknownError,
    -25: HandleLimitError,
    -40: WantReadError,
    -41: WantWriteError,
    -42: TimeoutError,
    -43: InterruptedError,
    -44: IoError,
    -45: NotFoundError,
    -46: PermissionError,
    -47: ClosedError,
    -48: SameFileError,
    -53: WantPassphraseError,
    -54: WantNameError,
    -55: WantVerifyError,
    -56: WantPskError,
    -57: WantStoreError,
    -60: RandomError,
    -61: AuthError,
    -80: AgeHeaderError,
    -81: AgeNoMatchError,
    -82: AgeMacError,
    -83: AgePayloadError,
    -84: AgeArmorError,
    -85: AgeWorkFactorError,
    -86: AgeIdentityError,
    -87: AgeRecipientError,
    -88: AgeMixedError,
    -100: TlsHandshakeError,
    -101: TlsAlertError,
    -102: TlsNotTlsError,
    -103: TlsEofError,
    -104: TlsProtocolError,
    -105: TlsVersionError,
    -106: TlsCipherError,
    -107: TlsAlpnError,
    -108: TlsNameError,
    -109: TlsStateError,
    -110: HostNotFoundError,
    -120: CertFormatError,
    -121: CertUntrustedError,
    -122: CertExpiredError,
    -123: CertNotYetValidError,
    -124: CertHostError,
    -125: CertRevokedError,
    -126: CertWeakError,
    -127: CertCrlError,
    -128: CertMissingError,
    -129: CertInvalidError,
    -130: KeyFormatError,
    -131: KeyPassphraseError,
    -132: KeyMismatchError,
    -133: KeyWeakError,
    -134: SignatureError,
    -140: StoreError,
    -141: StoreMissError,
    -142: StoreSecretError,
}

for _class in (Error, *BY_CODE.values()):
    _class.__module__ = "tls"

__all__ = [
    "AgeArmorError",
    "AgeHeaderError",
    "AgeIdentityError",
    "AgeMacError",
    "AgeMixedError",
    "AgeNoMatchError",
    "AgePayloadError",
    "AgeRecipientError",
    "AgeWorkFactorError",
    "AuthError",
    "CancelledError",
    "CertCrlError",
    "CertExpiredError",
    "CertFormatError",
    "CertHostError",
    "CertInvalidError",
    "CertMissingError",
    "CertNotYetValidError",
    "CertRevokedError",
    "CertUntrustedError",
    "CertWeakError",
    "ClosedError",
    "ForkedError",
    "HandleKindError",
    "HandleLimitError",
    "HandleNoneError",
    "HandleStaleError",
    "HandleTruncatedError",
    "HandleUnknownError",
    "HostNotFoundError",
    "InternalError",
    "InterruptedError",
    "InvalidError",
    "IoError",
    "KeyFormatError",
    "KeyMismatchError",
    "KeyPassphraseError",
    "KeyWeakError",
    "LimitError",
    "NoMemoryError",
    "NotFoundError",
    "NullError",
    "OpensslError",
    "PermissionError",
    "RandomError",
    "SameFileError",
    "ShutdownError",
    "SignatureError",
    "StoreError",
    "StoreMissError",
    "StoreSecretError",
    "TimeoutError",
    "TlsAlertError",
    "TlsAlpnError",
    "TlsCipherError",
    "TlsEofError",
    "TlsHandshakeError",
    "TlsNameError",
    "TlsNotTlsError",
    "TlsProtocolError",
    "TlsStateError",
    "TlsVersionError",
    "TooSmallError",
    "UnsupportedError",
    "WantNameError",
    "WantPassphraseError",
    "WantPskError",
    "WantReadError",
    "WantStoreError",
    "WantVerifyError",
    "WantWriteError",
]
