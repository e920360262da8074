/* SPDX-License-Identifier: ISC */
/* Made by scripts/otlsapi from base/errors.def and base/kinds.def. */
#ifndef OTLS_CODE_H
#define OTLS_CODE_H

/* the call */
/** An argument has a value that is not allowed. */
#define OTLS_E_INVALID (-1)
/** A pointer that must not be NULL is NULL. */
#define OTLS_E_NULL (-2)
/** The caller's buffer is too small for the answer. */
#define OTLS_E_TOO_SMALL (-3)
/** Memory could not be allocated. */
#define OTLS_E_NO_MEMORY (-4)
/** The object or this build of the library cannot do that. */
#define OTLS_E_UNSUPPORTED (-5)
/** A limit set by the library or the caller was reached. */
#define OTLS_E_LIMIT (-6)
/** The caller's callback did not ask to go on. */
#define OTLS_E_CANCELLED (-7)
/** OpenSSL failed; its reason is kept beside the message. */
#define OTLS_E_OPENSSL (-8)
/** The process is exiting and the library has closed. */
#define OTLS_E_SHUTDOWN (-9)
/** The object was in use by another thread when the process forked. */
#define OTLS_E_FORKED (-10)
/** The library found itself in a state that it should not reach. */
#define OTLS_E_INTERNAL (-11)

/* handles */
/** The handle is 0, which names no object. */
#define OTLS_E_HANDLE_NONE (-20)
/** The handle names an object of another kind. */
#define OTLS_E_HANDLE_KIND (-21)
/** The handle's object has been freed. */
#define OTLS_E_HANDLE_STALE (-22)
/**
 * The handle was cut to 32 bits: declare argtypes, or pass a 64-bit integer.
 */
#define OTLS_E_HANDLE_TRUNCATED (-23)
/** No such handle was ever issued. */
#define OTLS_E_HANDLE_UNKNOWN (-24)
/** No more handles can be issued. */
#define OTLS_E_HANDLE_LIMIT (-25)

/* bytes in and out */
/** The operation must wait until bytes can be read. */
#define OTLS_E_WANT_READ (-40)
/** The operation must wait until bytes can be written. */
#define OTLS_E_WANT_WRITE (-41)
/** The deadline passed before the operation was done. */
#define OTLS_E_TIMEOUT (-42)
/** A signal arrived before the operation was done. */
#define OTLS_E_INTERRUPTED (-43)
/** The operating system could not read or write. */
#define OTLS_E_IO (-44)
/** There is no such file. */
#define OTLS_E_NOT_FOUND (-45)
/** The operating system refused access. */
#define OTLS_E_PERMISSION (-46)
/** The other end is closed. */
#define OTLS_E_CLOSED (-47)
/** The input and the output are the same file. */
#define OTLS_E_SAME_FILE (-48)

/* answers that a call waits for */
/** The input is encrypted: call again with its passphrase. */
#define OTLS_E_WANT_PASSPHRASE (-53)
/** The handshake waits for an answer to the client's server name. */
#define OTLS_E_WANT_NAME (-54)
/** The handshake waits for a verdict on the peer's certificate. */
#define OTLS_E_WANT_VERIFY (-55)
/** The handshake waits for a pre-shared key. */
#define OTLS_E_WANT_PSK (-56)
/** The operation waits for the answer of a store. */
#define OTLS_E_WANT_STORE (-57)

/* cryptography */
/** The random generator could not be seeded. */
#define OTLS_E_RANDOM (-60)
/** An authentication tag does not match. */
#define OTLS_E_AUTH (-61)

/* age */
/** The age header is malformed. */
#define OTLS_E_AGE_HEADER (-80)
/** No identity matches any of the file's recipients. */
#define OTLS_E_AGE_NO_MATCH (-81)
/** The age header has been altered: its MAC does not match. */
#define OTLS_E_AGE_MAC (-82)
/** The age payload has been altered or cut short. */
#define OTLS_E_AGE_PAYLOAD (-83)
/** The ASCII armor is malformed. */
#define OTLS_E_AGE_ARMOR (-84)
/** The file asks for more scrypt work than is allowed. */
#define OTLS_E_AGE_WORK_FACTOR (-85)
/** The text is not an age identity. */
#define OTLS_E_AGE_IDENTITY (-86)
/** The text is not an age recipient. */
#define OTLS_E_AGE_RECIPIENT (-87)
/** A passphrase cannot be combined with other recipients. */
#define OTLS_E_AGE_MIXED (-88)

/* TLS */
/** The TLS handshake failed. */
#define OTLS_E_TLS_HANDSHAKE (-100)
/** The peer ended the connection with a fatal alert. */
#define OTLS_E_TLS_ALERT (-101)
/** The peer does not speak TLS. */
#define OTLS_E_TLS_NOT_TLS (-102)
/** The connection ended without a close_notify: data may be missing. */
#define OTLS_E_TLS_EOF (-103)
/** The peer broke the TLS protocol. */
#define OTLS_E_TLS_PROTOCOL (-104)
/** The two ends have no TLS version in common. */
#define OTLS_E_TLS_VERSION (-105)
/** The two ends have no cipher or group in common. */
#define OTLS_E_TLS_CIPHER (-106)
/** The two ends have no application protocol in common. */
#define OTLS_E_TLS_ALPN (-107)
/** The server name was refused or changed during the handshake. */
#define OTLS_E_TLS_NAME (-108)
/** The connection is not in a state that allows that. */
#define OTLS_E_TLS_STATE (-109)
/** The host name has no address. */
#define OTLS_E_HOST_NOT_FOUND (-110)

/* certificates and keys */
/** The bytes are not a certificate. */
#define OTLS_E_CERT_FORMAT (-120)
/** No trusted authority vouches for the certificate. */
#define OTLS_E_CERT_UNTRUSTED (-121)
/** The certificate has expired. */
#define OTLS_E_CERT_EXPIRED (-122)
/** The certificate is not valid yet. */
#define OTLS_E_CERT_NOT_YET_VALID (-123)
/** The certificate is for another host. */
#define OTLS_E_CERT_HOST (-124)
/** The certificate has been revoked. */
#define OTLS_E_CERT_REVOKED (-125)
/** The certificate's key or signature is too weak. */
#define OTLS_E_CERT_WEAK (-126)
/** No valid revocation list says whether the certificate is revoked. */
#define OTLS_E_CERT_CRL (-127)
/** The peer sent no certificate. */
#define OTLS_E_CERT_MISSING (-128)
/** The certificate or its chain is not acceptable. */
#define OTLS_E_CERT_INVALID (-129)
/** The bytes are not a key. */
#define OTLS_E_KEY_FORMAT (-130)
/** The passphrase does not open the key. */
#define OTLS_E_KEY_PASSPHRASE (-131)
/** The private key does not belong to the certificate. */
#define OTLS_E_KEY_MISMATCH (-132)
/** The key is too weak. */
#define OTLS_E_KEY_WEAK (-133)
/** The signature does not match. */
#define OTLS_E_SIGNATURE (-134)

/* stores */
/** The store failed. */
#define OTLS_E_STORE (-140)
/** The store has no such entry. */
#define OTLS_E_STORE_MISS (-141)
/** The text is not a store's secret. */
#define OTLS_E_STORE_SECRET (-142)

/* the kinds of object that a handle can name */
/** A handle names the kind 'bio'. */
#define OTLS_KIND_BIO 1
/** A handle names the kind 'insecure random generator'. */
#define OTLS_KIND_RAND_INSECURE 2
/** A handle names the kind 'age identity'. */
#define OTLS_KIND_AGE_IDENTITY 3
/** A handle names the kind 'age recipient'. */
#define OTLS_KIND_AGE_RECIPIENT 4
/** A handle names the kind 'age encryptor'. */
#define OTLS_KIND_AGE_ENCRYPTOR 5
/** A handle names the kind 'age decryptor'. */
#define OTLS_KIND_AGE_DECRYPTOR 6
/** A handle names the kind 'age transfer'. */
#define OTLS_KIND_AGE_TRANSFER 7
/** A handle names the kind 'age header'. */
#define OTLS_KIND_AGE_HEADER 8
/** A handle names the kind 'age reader'. */
#define OTLS_KIND_AGE_READER 30
/** A handle names the kind 'key'. */
#define OTLS_KIND_KEY 9
/** A handle names the kind 'certificate'. */
#define OTLS_KIND_CERT 10
/** A handle names the kind 'certificate list'. */
#define OTLS_KIND_CERT_LIST 11
/** A handle names the kind 'certificate request'. */
#define OTLS_KIND_CERT_REQUEST 12
/** A handle names the kind 'trust'. */
#define OTLS_KIND_TRUST 13
/** A handle names the kind 'credential'. */
#define OTLS_KIND_CREDENTIAL 14
/** A handle names the kind 'context'. */
#define OTLS_KIND_CONTEXT 15
/** A handle names the kind 'connection'. */
#define OTLS_KIND_CONNECTION 16
/** A handle names the kind 'session'. */
#define OTLS_KIND_SESSION 17
/** A handle names the kind 'store'. */
#define OTLS_KIND_STORE 18
/** A handle names the kind 'ticket keys'. */
#define OTLS_KIND_TICKET_KEYS 19

#endif
