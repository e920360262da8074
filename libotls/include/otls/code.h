/* SPDX-License-Identifier: ISC */
/* Made by scripts/otlsapi from base/errors.def and base/kinds.def. */
#ifndef OTLS_CODE_H
#define OTLS_CODE_H

/* an argument has a value that is not allowed */
#define OTLS_E_INVALID (-1)
/* a pointer that must not be NULL is NULL */
#define OTLS_E_NULL (-2)
/* the caller's buffer is too small for the answer */
#define OTLS_E_TOO_SMALL (-3)
/* memory could not be allocated */
#define OTLS_E_NO_MEMORY (-4)
/* the object or this build of the library cannot do that */
#define OTLS_E_UNSUPPORTED (-5)
/* a limit set by the library or the caller was reached */
#define OTLS_E_LIMIT (-6)
/* the caller's callback did not ask to go on */
#define OTLS_E_CANCELLED (-7)
/* OpenSSL failed; its reason is kept beside the message */
#define OTLS_E_OPENSSL (-8)
/* the process is exiting and the library has closed */
#define OTLS_E_SHUTDOWN (-9)
/* the object was in use by another thread when the process forked */
#define OTLS_E_FORKED (-10)
/* the library found itself in a state that it should not reach */
#define OTLS_E_INTERNAL (-11)
/* the handle is 0, which names no object */
#define OTLS_E_HANDLE_NONE (-20)
/* the handle names an object of another kind */
#define OTLS_E_HANDLE_KIND (-21)
/* the handle's object has been freed */
#define OTLS_E_HANDLE_STALE (-22)
/* the handle was cut to 32 bits: declare argtypes, or pass a 64-bit integer */
#define OTLS_E_HANDLE_TRUNCATED (-23)
/* no such handle was ever issued */
#define OTLS_E_HANDLE_UNKNOWN (-24)
/* no more handles can be issued */
#define OTLS_E_HANDLE_LIMIT (-25)
/* the operation must wait until bytes can be read */
#define OTLS_E_WANT_READ (-40)
/* the operation must wait until bytes can be written */
#define OTLS_E_WANT_WRITE (-41)
/* the deadline passed before the operation was done */
#define OTLS_E_TIMEOUT (-42)
/* a signal arrived before the operation was done */
#define OTLS_E_INTERRUPTED (-43)
/* the operating system could not read or write */
#define OTLS_E_IO (-44)
/* there is no such file */
#define OTLS_E_NOT_FOUND (-45)
/* the operating system refused access */
#define OTLS_E_PERMISSION (-46)
/* the other end is closed */
#define OTLS_E_CLOSED (-47)
/* the input and the output are the same file */
#define OTLS_E_SAME_FILE (-48)
/* the random generator could not be seeded */
#define OTLS_E_RANDOM (-60)
/* an authentication tag does not match */
#define OTLS_E_AUTH (-61)
/* the age header is malformed */
#define OTLS_E_AGE_HEADER (-80)
/* no identity matches any of the file's recipients */
#define OTLS_E_AGE_NO_MATCH (-81)
/* the age header has been altered: its MAC does not match */
#define OTLS_E_AGE_MAC (-82)
/* the age payload has been altered or cut short */
#define OTLS_E_AGE_PAYLOAD (-83)
/* the ASCII armor is malformed */
#define OTLS_E_AGE_ARMOR (-84)
/* the file asks for more scrypt work than is allowed */
#define OTLS_E_AGE_WORK_FACTOR (-85)
/* the text is not an age identity */
#define OTLS_E_AGE_IDENTITY (-86)
/* the text is not an age recipient */
#define OTLS_E_AGE_RECIPIENT (-87)
/* a passphrase cannot be combined with other recipients */
#define OTLS_E_AGE_MIXED (-88)

#define OTLS_KIND_BIO 1
#define OTLS_KIND_RAND_INSECURE 2
#define OTLS_KIND_AGE_IDENTITY 3
#define OTLS_KIND_AGE_RECIPIENT 4
#define OTLS_KIND_AGE_ENCRYPTOR 5
#define OTLS_KIND_AGE_DECRYPTOR 6

#endif
