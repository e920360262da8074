/* SPDX-License-Identifier: ISC */
#include "store/redis_wire.h"

#ifdef HAVE_HIREDIS

#include <string.h>

#include <hiredis/hiredis.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/secret.h"

/* More than SCAN, CLUSTER SLOTS or ROLE have. */
#define ELEMENTS_MAX 20000

struct otls__redis_reader {
    redisReader *reader;
    size_t most;
    size_t fed; /* since the last whole reply */
    int refused;
    int memory; /* has run out */
};

void
otls__redis_reply_free(struct otls__redis_reply *r)
{
    size_t i;

    if (r == NULL)
        return;
    for (i = 0; i < r->count; i++)
        otls__redis_reply_free(r->element[i]);
    otls__free(r->element);
    otls__free(r->text);
    otls__free(r);
}

static void
free_object(void *object)
{
    otls__redis_reply_free(object);
}

/* A new reply in its place within the array that is being read. */
static struct otls__redis_reply *
place(const redisReadTask *task, enum otls__redis_type type)
{
    struct otls__redis_reader *const reader = task->privdata;
    struct otls__redis_reply *r = otls__calloc(1, sizeof(*r));

    if (r == NULL) {
        reader->memory = 1;
        return NULL;
    }
    r->type = type;
    if (task->parent != NULL)
        ((struct otls__redis_reply *)task->parent->obj)->element[task->idx] =
            r;
    return r;
}

/* hiredis frees what it can reach from the outermost reply, so what fails is
 * taken out of its place. */
static void *
drop(const redisReadTask *task, struct otls__redis_reply *r)
{
    ((struct otls__redis_reader *)task->privdata)->memory = 1;
    if (task->parent != NULL)
        ((struct otls__redis_reply *)task->parent->obj)->element[task->idx] =
            NULL;
    otls__redis_reply_free(r);
    return NULL;
}

static void *
create_string(const redisReadTask *task, char *text, size_t len)
{
    const enum otls__redis_type type =
        task->type == REDIS_REPLY_ERROR    ? OTLS__REDIS_ERROR
        : task->type == REDIS_REPLY_STATUS ? OTLS__REDIS_STATUS
                                           : OTLS__REDIS_BULK;
    struct otls__redis_reply *r = place(task, type);

    if (r == NULL)
        return NULL;
    if ((r->text = otls__malloc(len + 1)) == NULL)
        return drop(task, r);
    memcpy(r->text, text, len);
    r->text[len] = '\0';
    r->len = len;
    return r;
}

#if HIREDIS_MAJOR >= 1
static void *
create_array(const redisReadTask *task, size_t count)
#else
static void *
create_array(const redisReadTask *task, int count)
#endif
{
    struct otls__redis_reply *r;

    if ((int64_t)count < 0 || (int64_t)count > ELEMENTS_MAX) {
        ((struct otls__redis_reader *)task->privdata)->refused = 1;
        return NULL;
    }
    if ((r = place(task, OTLS__REDIS_ARRAY)) == NULL || count == 0)
        return r;
    r->element = otls__calloc((size_t)count, sizeof(*r->element));
    if (r->element == NULL)
        return drop(task, r);
    r->count = (size_t)count;
    return r;
}

static void *
create_integer(const redisReadTask *task, long long value)
{
    struct otls__redis_reply *r = place(task, OTLS__REDIS_INTEGER);

    if (r != NULL)
        r->integer = value;
    return r;
}

static void *
create_nil(const redisReadTask *task)
{
    return place(task, OTLS__REDIS_NIL);
}

static redisReplyObjectFunctions functions = {
    .createString = create_string,
    .createArray = create_array,
    .createInteger = create_integer,
    .createNil = create_nil,
    .freeObject = free_object,
};

int
otls__redis_reader_new(size_t most, struct otls__redis_reader **reader)
{
    struct otls__redis_reader *r = otls__calloc(1, sizeof(*r));

    if (r == NULL)
        return otls__error_memory();
    r->most = most;
    if ((r->reader = redisReaderCreateWithFunctions(&functions)) == NULL) {
        otls__free(r);
        return otls__error_memory();
    }
    r->reader->privdata = r;
    *reader = r;
    return OTLS_OK;
}

void
otls__redis_reader_free(struct otls__redis_reader *r)
{
    if (r == NULL)
        return;
    redisReaderFree(r->reader);
    otls__free(r);
}

int
otls__redis_reader_feed(
    struct otls__redis_reader *r, const void *data, size_t len)
{
    r->fed += len;
    if (r->fed > r->most)
        return otls__error(OTLS_E_STORE,
            "Redis answers with more than %zu bytes, which none of its "
            "answers should have",
            r->most);
    if (redisReaderFeed(r->reader, data, len) != REDIS_OK)
        return otls__error_memory();
    return OTLS_OK;
}

int
otls__redis_reader_next(
    struct otls__redis_reader *r, struct otls__redis_reply **reply)
{
    void *object = NULL;

    *reply = NULL;
    if (redisReaderGetReply(r->reader, &object) == REDIS_OK) {
        *reply = object;
        if (object != NULL)
            r->fed = r->reader->len - r->reader->pos;
        return OTLS_OK;
    }
    if (r->memory || (r->reader->err == REDIS_ERR_OOM && !r->refused))
        return otls__error_memory();
    if (r->refused)
        return otls__error(OTLS_E_STORE,
            "Redis announces an array larger than any that it should answer "
            "with");
    return otls__error(
        OTLS_E_STORE, "what answers isn't Redis: its answer is malformed");
}

int
otls__redis_format(
    const struct otls__redis_command *command, char **text, size_t *len)
{
    const long long n = redisFormatCommandArgv(
        text, command->argc, command->argv, command->len);

    if (n < 0)
        return otls__error_memory();
    *len = (size_t)n;
    return OTLS_OK;
}

void
otls__redis_format_free(char *text, size_t len)
{
    otls__wipe(text, len);
    redisFreeCommand(text);
}

#endif
