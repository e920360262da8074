/* SPDX-License-Identifier: ISC */
#ifndef OTLS_SERVE_LOG_H
#define OTLS_SERVE_LOG_H

/*
 * Tells of what clients bring about, so seldom that none of them can fill a
 * disk or keep the service waiting: ten lines a minute, and none where
 * nobody reads them.
 */

/* The handshake with |fd| failed with |rv|, the library's last error. */
void serve_log_failure(int fd, int rv);

/* Nothing can be accepted for now, for the reason |error|, an errno. */
void serve_log_full(int error, int clients);

#endif
