/* SPDX-License-Identifier: ISC */
#include "serve_log.h"

#include <otls.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "report.h"
#include "serve.h"

#define LINES 10
#define WINDOW_MS 60000

/* Of this process, which has one thread. */
static struct {
    int64_t began;
    int lines;
    int unsaid;
} window;

static int
may_say(void)
{
    struct pollfd pfd = {.fd = STDERR_FILENO, .events = POLLOUT};
    int64_t now = serve_now();

    if (window.began == 0 || now - window.began >= WINDOW_MS) {
        window.began = now;
        window.lines = 0;
    }
    if (window.lines < LINES && poll(&pfd, 1, 0) == 1 &&
        (pfd.revents & POLLOUT) != 0) {
        window.lines++;
        return 1;
    }
    window.unsaid++;
    return 0;
}

static void
say(const char *text)
{
    char unsaid[64] = "";

    if (window.unsaid > 0)
        (void)snprintf(unsaid, sizeof(unsaid), " (%d like it were not told)",
            window.unsaid);
    window.unsaid = 0;
    report_warning("%s%s", text, unsaid);
}

static void
peer_of(int fd, char *buf, size_t cap)
{
    struct sockaddr_storage from;
    socklen_t len = sizeof(from);

    memset(&from, 0, sizeof(from));
    if (getpeername(fd, (struct sockaddr *)&from, &len) != 0)
        (void)snprintf(buf, cap, "a client that is gone");
    else
        address_format((struct sockaddr *)&from, len, buf, cap);
}

void
serve_log_failure(int fd, int rv)
{
    char reason[512] = "", peer[NI_MAXHOST + 16], text[1800];
    size_t len;

    if (!may_say())
        return;
    if (otls_error_message(reason, sizeof(reason), &len) != OTLS_OK ||
        len == 0)
        (void)otls_error_text(rv, reason, sizeof(reason), &len);
    peer_of(fd, peer, sizeof(peer));
    (void)snprintf(text, sizeof(text), "%s: no handshake: %s", peer, reason);
    say(text);
}

void
serve_log_full(int error, int clients)
{
    char text[256];

    if (!may_say())
        return;
    (void)snprintf(text, sizeof(text),
        "no more connections can be accepted for now, %d are open: %s",
        clients, strerror(error));
    say(text);
}
