/* SPDX-License-Identifier: ISC */
#ifndef OTLS_STORE_REDIS_WIRE_H
#define OTLS_STORE_REDIS_WIRE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The protocol of Redis (RESP2), by hiredis' reader and formatter alone. A
 * reply is refused, before memory is taken for it, where it announces more
 * elements or has more bytes than any honest one could.
 */
enum otls__redis_type {
    OTLS__REDIS_STATUS,
    OTLS__REDIS_ERROR,
    OTLS__REDIS_BULK,
    OTLS__REDIS_INTEGER,
    OTLS__REDIS_NIL,
    OTLS__REDIS_ARRAY
};

struct otls__redis_reply {
    enum otls__redis_type type;
    int64_t integer;
    size_t len;   /* of the text */
    size_t count; /* of the elements */
    char *text;   /* with a NUL behind it */
    struct otls__redis_reply **element;
};

void otls__redis_reply_free(struct otls__redis_reply *reply);

struct otls__redis_reader;

/* |most| is how many bytes a reply may have. */
int otls__redis_reader_new(size_t most, struct otls__redis_reader **reader);
void otls__redis_reader_free(struct otls__redis_reader *reader);
/* After a failure the reader is of no use any more. */
int otls__redis_reader_feed(
    struct otls__redis_reader *reader, const void *data, size_t len);
/* |*reply| is NULL where it isn't whole yet. */
int otls__redis_reader_next(
    struct otls__redis_reader *reader, struct otls__redis_reply **reply);

struct otls__redis_command {
    int argc;
    const char **argv;
    const size_t *len;
};

/* The command's bytes, freed, and wiped, by otls__redis_format_free(). */
int otls__redis_format(
    const struct otls__redis_command *command, char **text, size_t *len);
void otls__redis_format_free(char *text, size_t len);

#endif
