/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BASE_ERROR_H
#define OTLS_BASE_ERROR_H

#include <otls/code.h>
#include <otls/types.h>

#define OTLS__MESSAGE_SIZE 512
#define OTLS__REASON_SIZE 160

struct otls__error_state {
    int code;
    int number;
    unsigned long packed;
    char message[OTLS__MESSAGE_SIZE];
    char reason[OTLS__REASON_SIZE];
};

#if defined(__GNUC__)
#define OTLS__PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define OTLS__PRINTF(f, a)
#endif

/*
 * Each sets the thread's last error and answers |code|, so that a function
 * can fail in one statement. Messages name the thing and the remedy, and
 * never hold a secret.
 */
int otls__error(int code, const char *format, ...) OTLS__PRINTF(2, 3);
int otls__error_errno(int code, int number, const char *format, ...)
    OTLS__PRINTF(3, 4);

/* Takes the reason from OpenSSL's queue. Where memory ran out inside OpenSSL
 * the code becomes OTLS_E_NO_MEMORY. */
int otls__error_openssl(int code, const char *format, ...) OTLS__PRINTF(2, 3);

/* 1 where OpenSSL can't allocate any more, which some of its functions say
 * nothing about. */
int otls__openssl_memory_is_out(void);

int otls__error_null(const char *argument);
int otls__error_memory(void);

/* The code that fits an errno of open, read, write and their like. */
int otls__error_code_of_errno(int number);

/* The public questions, without a last error of their own. */
int otls__error_last_code(void);
void otls__error_forget(void);
const char *otls__error_name(int code);
const char *otls__error_text(int code);

/* Copies |text| out by the convention of otls/types.h. */
int otls__copy_text(const char *text, void *buf, size_t cap, size_t *len);
/* The same for |n| bytes, with no NUL. */
int otls__copy_bytes(
    const void *data, size_t n, void *buf, size_t cap, size_t *len);

/* Keeps what the caller has in OpenSSL's error queue: calls come in pairs. */
void otls__openssl_begin(void);
void otls__openssl_end(void);

/*
 * The same around one step of a TLS engine, after which, and before
 * otls__openssl_end(), it can be asked what the step added to the queue: the
 * reason where the engine's own code says why, OTLS__REASON_NONE for nothing,
 * OTLS__REASON_MEMORY, or OTLS__REASON_OTHER for another part of OpenSSL.
 * SSL_get_error() doesn't tell the step's entries from the caller's.
 */
#define OTLS__REASON_NONE 0
#define OTLS__REASON_OTHER (-1)
#define OTLS__REASON_MEMORY (-2)
void otls__openssl_begin_step(void);
int otls__openssl_reason(void);
/* The newest entry of the step, as OpenSSL packs it, or 0. */
int64_t otls__openssl_packed(void);
/* Has the last error, |code|, name that entry; answers |code|. */
int otls__error_packed(int code, int64_t packed);

/* OpenSSL's words for such an entry. */
int otls__error_openssl_words(
    int64_t packed, void *buf, size_t cap, size_t *len);

#endif
