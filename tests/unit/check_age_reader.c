/* SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "age/armor.h"
#include "age/decrypt.h"
#include "age/header.h"
#include "age/identity.h"
#include "age/reader.h"
#include "age/recipient.h"
#include "age/stream.h"
#include "age/wrap.h"
#include "base/mem.h"
#include "bio/bio.h"
#include "bio/method.h"

/* A file of 10 GiB that nobody wrote: what is read of it is made when it is
 * read, and counted. */
#define SIZE ((int64_t)10 << 30)
#define CHUNKS (SIZE / (int64_t)OTLS__AGE_CHUNK)
#define TOUCHED_MAX 64

struct made {
    struct otls__bio bio;
    size_t eol; /* 0: not armored */
    struct otls__age_header header;
    unsigned char nonce[OTLS__AGE_NONCE];
    struct otls__age_stream stream;
    int64_t bytes; /* of the file without armor */
    int64_t text;  /* of what the bio gives */
    int64_t known; /* the chunk that |sealed| has */
    unsigned char sealed[OTLS__AGE_SEALED];
    size_t reads, read;
    size_t touched;
    int64_t chunks[TOUCHED_MAX];
};

static struct otls__age_decryptor *decryptor;
static struct made *made;
static const unsigned char file_key[OTLS__AGE_FILE_KEY] = "0123456789abcde";

static unsigned char
plain_at(int64_t offset)
{
    return (unsigned char)((uint64_t)offset * 0x9e3779b97f4a7c15u >> 56);
}

static void
touch(int64_t chunk)
{
    size_t i;

    for (i = 0; i < made->touched; i++)
        if (made->chunks[i] == chunk)
            return;
    ck_assert_uint_lt(made->touched, TOUCHED_MAX);
    made->chunks[made->touched++] = chunk;
}

static void
seal(int64_t chunk)
{
    static unsigned char plain[OTLS__AGE_CHUNK];
    size_t i;

    if (made->known == chunk)
        return;
    for (i = 0; i < sizeof(plain); i++)
        plain[i] = plain_at(chunk * (int64_t)OTLS__AGE_CHUNK + (int64_t)i);
    ck_assert_ok(otls__age_stream_seal(&made->stream, (uint64_t)chunk,
        chunk == CHUNKS - 1, plain, sizeof(plain), made->sealed));
    made->known = chunk;
}

static unsigned char
byte_at(int64_t at)
{
    const int64_t payload = (int64_t)made->header.len + OTLS__AGE_NONCE;

    if (at < (int64_t)made->header.len)
        return (unsigned char)made->header.raw[at];
    if (at < payload)
        return made->nonce[at - (int64_t)made->header.len];
    at -= payload;
    touch(at / (int64_t)OTLS__AGE_SEALED);
    seal(at / (int64_t)OTLS__AGE_SEALED);
    return made->sealed[at % (int64_t)OTLS__AGE_SEALED];
}

#define BEGIN_LINE (sizeof(OTLS__AGE_ARMOR_BEGIN) - 1 + made->eol)
#define STRIDE ((int64_t)(64 + made->eol))

/* The line of text, with its end, that |line| counts from 0. */
static size_t
line_at(int64_t line, char *text)
{
    static const char *const ends[] = {"", "\n", "\r\n"};
    unsigned char bytes[48];
    const int64_t at = line * 48;
    size_t n = made->bytes - at < 48 ? (size_t)(made->bytes - at) : 48, i;

    for (i = 0; i < n; i++)
        bytes[i] = byte_at(at + (int64_t)i);
    n = otls__age_base64_padded_encode(bytes, n, text);
    memcpy(text + n, ends[made->eol], made->eol);
    return n + made->eol;
}

static char
char_at(int64_t place)
{
    static const char *const ends[] = {"", "\n", "\r\n"};
    static char text[80], tail[80];
    static int64_t known = -1;
    const int64_t begin = (int64_t)BEGIN_LINE;
    const int64_t lines = (made->bytes + 47) / 48;
    int64_t line;

    (void)snprintf(
        tail, sizeof(tail), "%s%s", OTLS__AGE_ARMOR_END, ends[made->eol]);
    if (place < begin)
        return (OTLS__AGE_ARMOR_BEGIN "\r\n" +
                (made->eol == 1 && place == begin - 1))[place];
    if (place >= made->text - (int64_t)strlen(tail))
        return tail[place - (made->text - (int64_t)strlen(tail))];
    line = (place - begin) / STRIDE;
    if (line != known || line == lines - 1)
        (void)line_at(line, text);
    known = line;
    return text[(place - begin) % STRIDE];
}

static int
made_read_at(
    struct otls__bio *bio, int64_t offset, void *buf, size_t cap, size_t *len)
{
    const int64_t end = made->eol == 0 ? made->bytes : made->text;
    unsigned char *p = buf;
    size_t i;

    (void)bio;
    made->reads++;
    for (i = 0; i < cap && offset + (int64_t)i < end; i++)
        p[i] = made->eol == 0 ? byte_at(offset + (int64_t)i)
                              : (unsigned char)char_at(offset + (int64_t)i);
    made->read += i;
    *len = i;
    return OTLS_OK;
}

static int
made_tell(struct otls__bio *bio, int64_t *offset)
{
    (void)bio;
    *offset = 0;
    return OTLS_OK;
}

static int
made_pending(struct otls__bio *bio, int64_t *bytes)
{
    (void)bio;
    *bytes = made->eol == 0 ? made->bytes : made->text;
    return OTLS_OK;
}

static void
made_free(struct otls__bio *bio, int intact)
{
    (void)bio;
    (void)intact;
}

static const struct otls__bio_method made_method = {
    .name = "made",
    .free = made_free,
    .read_at = made_read_at,
    .tell = made_tell,
    .pending = made_pending,
};

static void
make(struct otls__age_recipient *recipient, size_t eol)
{
    struct otls__age_list list = {NULL, 0, 0};
    char text[80];

    made = calloc(1, sizeof(*made));
    ck_assert_ptr_nonnull(made);
    otls__bio_init(&made->bio, &made_method);
    made->eol = eol;
    made->known = -1;
    otls__age_header_init(&made->header);
    ck_assert_ok(otls__age_list_add(&list, recipient));
    ck_assert_ok(otls__age_wrap_header(&made->header, &list, file_key));
    otls__age_list_end(&list, otls__age_recipient_unref);
    ck_assert_ok(otls__age_stream_init(&made->stream, file_key, made->nonce));
    made->bytes = (int64_t)made->header.len + OTLS__AGE_NONCE +
                  CHUNKS * (int64_t)OTLS__AGE_SEALED;
    if (eol > 0)
        made->text = (int64_t)BEGIN_LINE + (made->bytes + 47) / 48 * STRIDE -
                     STRIDE +
                     (int64_t)line_at((made->bytes + 47) / 48 - 1, text) +
                     (int64_t)(sizeof(OTLS__AGE_ARMOR_END) - 1 + eol);
}

static void
setup(void)
{
    struct otls__age_identity *identity;

    ck_assert_ok(otls__age_identity_generate(&identity));
    ck_assert_ok(otls__age_decryptor_new(&decryptor));
    ck_assert_ok(otls__age_decryptor_add(decryptor, identity));
    otls__age_identity_unref(identity);
}

static void
teardown(void)
{
    otls__age_decryptor_free(decryptor);
    if (made != NULL) {
        otls__age_header_end(&made->header);
        otls__age_stream_end(&made->stream, OTLS_OK);
        free(made);
        made = NULL;
    }
}

static struct otls__age_recipient *
recipient(void)
{
    struct otls__age_recipient *r;

    ck_assert_ok(
        otls__age_identity_recipient(decryptor->identities.items[0], &r));
    return r;
}

static void
forget(void)
{
    made->reads = made->read = made->touched = 0;
}

static void
read_4_kib(struct otls__age_reader *reader, int64_t offset)
{
    static unsigned char buf[4096];
    size_t len, i;

    ck_assert_ok(
        otls__age_reader_read_at(reader, offset, buf, sizeof(buf), &len));
    ck_assert_uint_eq(len, sizeof(buf));
    for (i = 0; i < len && buf[i] == plain_at(offset + (int64_t)i); i++)
        ;
    ck_assert_uint_eq(i, len);
}

/* The argument is how lines end: not at all where it isn't armored. */
START_TEST(reader_touches_two_chunks_at_most_for_4_kib_of_10_gib)
{
    static const int64_t offsets[] = {0, 65536 - 1, ((int64_t)5 << 30) - 2048,
        ((int64_t)7 << 30) + 4096, SIZE - 4096, SIZE - 65536 - 1};
    const size_t most = 2 * OTLS__AGE_SEALED * (_i > 0 ? 3 : 2) / 2;
    struct otls__age_reader *reader;
    size_t i;

    make(recipient(), (size_t)_i);
    ck_assert_ok(otls__age_reader_open(decryptor, &made->bio, &reader));
    ck_assert_int_eq(otls__age_reader_size(reader), SIZE);
    /* reading the header in blocks meets the first chunk */
    ck_assert_uint_le(made->touched, _i > 0 ? 3 : 2);
    ck_assert_uint_le(made->read, most);
    for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        forget();
        read_4_kib(reader, offsets[i]);
        ck_assert_uint_le(made->touched, _i > 0 ? 4 : 2);
        ck_assert_uint_le(made->read, most);
        ck_assert_uint_le(made->reads, 4);
    }
    otls__age_reader_free(reader);
}
END_TEST

START_TEST(reader_keeps_the_chunk_that_it_decrypted_last)
{
    struct otls__age_reader *reader;
    int64_t offset;

    make(recipient(), 0);
    ck_assert_ok(otls__age_reader_open(decryptor, &made->bio, &reader));
    read_4_kib(reader, (int64_t)9 << 30);
    forget();
    for (offset = 0; offset <= 65536 - 4096; offset += 4096)
        read_4_kib(reader, ((int64_t)9 << 30) + offset);
    ck_assert_uint_eq(made->reads, 0);
    read_4_kib(reader, ((int64_t)9 << 30) + offset);
    ck_assert_uint_eq(made->touched, 1);
    otls__age_reader_free(reader);
}
END_TEST

START_TEST(reader_knows_a_chunk_by_its_number)
{
    struct otls__age_reader *reader;
    unsigned char buf[16];
    size_t len;

    make(recipient(), 0);
    ck_assert_ok(otls__age_reader_open(decryptor, &made->bio, &reader));
    /* chunk 7 is what stands where any other should */
    seal(7);
    made->known = 8;
    ck_assert_otls(
        otls__age_reader_read_at(reader, 8 * 65536, buf, sizeof(buf), &len),
        OTLS_E_AGE_PAYLOAD);
    ck_assert_uint_eq(len, 0);
    read_4_kib(reader, 7 * 65536);
    /* nor does one pass for the last that isn't, or the other way */
    made->known = -1;
    seal(CHUNKS - 1);
    made->known = CHUNKS - 2;
    ck_assert_otls(otls__age_reader_read_at(
                       reader, SIZE - 2 * 65536, buf, sizeof(buf), &len),
        OTLS_E_AGE_PAYLOAD);
    otls__age_reader_free(reader);
}
END_TEST

static long left;

static int
fail_later(void)
{
    return left-- > 0;
}

START_TEST(reader_survives_each_allocation_that_fails)
{
    struct otls__age_reader *reader;
    long n;
    int rv = OTLS_E_NO_MEMORY;

    make(recipient(), 1);
    for (n = 0; rv != OTLS_OK; n++) {
        ck_assert_int_lt(n, 100);
        left = n;
        otls__mem_hook = fail_later;
        rv = otls__age_reader_open(decryptor, &made->bio, &reader);
        otls__mem_hook = NULL;
        if (rv != OTLS_OK)
            ck_assert_otls(rv, OTLS_E_NO_MEMORY);
    }
    ck_assert_int_gt(n, 4);
    otls__age_reader_free(reader);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("age reader");
    TCase *c = tcase_create("age reader");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(
        c, reader_touches_two_chunks_at_most_for_4_kib_of_10_gib, 0, 3);
    tcase_add_test(c, reader_keeps_the_chunk_that_it_decrypted_last);
    tcase_add_test(c, reader_knows_a_chunk_by_its_number);
    tcase_add_test(c, reader_survives_each_allocation_that_fails);
    suite_add_tcase(s, c);
    return s;
}
