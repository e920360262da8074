/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_OUT_H
#define OTLS_STORE_REDIS_OUT_H

#include <stddef.h>

#include "store/redis_server.h"
#include "store/redis_wire.h"

/* What isn't sent yet, passwords among it, so what was sent is wiped. */
struct otls__redis_out {
    char *data;
    size_t pos, len, cap;
};

size_t otls__redis_out_left(const struct otls__redis_out *out);
int otls__redis_out_add(
    struct otls__redis_out *out, const struct otls__redis_command *command);
/* Who asks, in which database, and where the server must be a master whether
 * it is: |*count| is how many answers that has. */
int otls__redis_out_add_hello(struct otls__redis_out *out,
    const struct otls__redis_server *server, int *count);
/* |n| bytes were sent. */
void otls__redis_out_sent(struct otls__redis_out *out, size_t n);
void otls__redis_out_empty(struct otls__redis_out *out);

#endif
