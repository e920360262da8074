/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define CHUNK 65536
#define SEALED (CHUNK + 16)
#define LONG (2 * CHUNK + 7)

/* Anne could read it, Bert shall. */
static otls_handle for_anne, for_bert, anne, bert;

struct bytes {
    unsigned char *data;
    size_t len;
};

static void
make_pair(otls_handle *encryptor, otls_handle *decryptor)
{
    otls_handle identity, recipient;

    ck_assert_ok(otls_age_identity_generate(&identity));
    ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls_age_encryptor_new(encryptor));
    ck_assert_ok(otls_age_encryptor_add(*encryptor, recipient));
    ck_assert_ok(otls_age_decryptor_new(decryptor));
    ck_assert_ok(otls_age_decryptor_add(*decryptor, identity));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
}

static void
make_passphrase(otls_handle *encryptor, otls_handle *decryptor)
{
    otls_handle identity, recipient;

    ck_assert_ok(otls_age_identity_passphrase("secret", 6, &identity));
    ck_assert_ok(otls_age_recipient_passphrase("secret", 6, 2, &recipient));
    ck_assert_ok(otls_age_encryptor_new(encryptor));
    ck_assert_ok(otls_age_encryptor_add(*encryptor, recipient));
    ck_assert_ok(otls_age_decryptor_new(decryptor));
    ck_assert_ok(otls_age_decryptor_add(*decryptor, identity));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
}

static void
setup(void)
{
    make_pair(&for_anne, &anne);
    make_pair(&for_bert, &bert);
}

static void
teardown(void)
{
    int64_t count;

    ck_assert_ok(otls_age_encryptor_free(for_anne));
    ck_assert_ok(otls_age_encryptor_free(for_bert));
    ck_assert_ok(otls_age_decryptor_free(anne));
    ck_assert_ok(otls_age_decryptor_free(bert));
    ck_assert_ok(otls_handle_count(0, &count));
    ck_assert_int_eq(count, 0);
}

static struct bytes
drain(otls_handle bio)
{
    struct bytes b = {NULL, 0};
    int64_t pending;

    ck_assert_ok(otls_bio_pending(bio, &pending));
    b.data = calloc(1, (size_t)pending + 1);
    ck_assert_ptr_nonnull(b.data);
    ck_assert_ok(otls_bio_read(bio, b.data, (size_t)pending, &b.len));
    ck_assert_ok(otls_bio_free(bio));
    return b;
}

static int
run(int (*job)(otls_handle, otls_handle, otls_handle), otls_handle handle,
    struct bytes from, struct bytes *to)
{
    otls_handle in, out;
    int rv;

    ck_assert_ok(otls_bio_memory_from(from.data, from.len, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    rv = job(handle, in, out);
    ck_assert_ok(otls_bio_free(in));
    *to = drain(out);
    return rv;
}

/* |fresh| 0 keeps the file key. */
static int
rewrap(int fresh, otls_handle decryptor, otls_handle encryptor,
    struct bytes from, struct bytes *to)
{
    otls_handle in, out;
    int rv;

    ck_assert_ok(otls_bio_memory_from(from.data, from.len, &in));
    ck_assert_ok(otls_bio_memory_new(&out));
    rv = fresh ? otls_age_rewrap_fresh_stream(decryptor, encryptor, in, out)
               : otls_age_rewrap_stream(decryptor, encryptor, in, out);
    ck_assert_ok(otls_bio_free(in));
    *to = drain(out);
    return rv;
}

static struct bytes
plain(size_t len)
{
    struct bytes b = {malloc(len + 1), len};
    size_t i;

    ck_assert_ptr_nonnull(b.data);
    for (i = 0; i < len; i++)
        b.data[i] = (unsigned char)(i * 2654435761u >> 11);
    return b;
}

static struct bytes
encrypt(otls_handle encryptor, size_t len)
{
    struct bytes from = plain(len), to;

    ck_assert_ok(run(otls_age_encryptor_stream, encryptor, from, &to));
    free(from.data);
    return to;
}

static void
expect(otls_handle decryptor, struct bytes age, size_t len)
{
    struct bytes want = plain(len), got;

    ck_assert_ok(run(otls_age_decryptor_stream, decryptor, age, &got));
    ck_assert_uint_eq(got.len, len);
    ck_assert_mem_eq(got.data, want.data, len);
    free(got.data);
    free(want.data);
}

static void
refuses(otls_handle decryptor, struct bytes age, int wanted)
{
    struct bytes got;

    ck_assert_otls(
        run(otls_age_decryptor_stream, decryptor, age, &got), wanted);
    free(got.data);
}

static const size_t sizes[] = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, LONG};
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* The argument's bits: fresh, armored before, armored after. */
START_TEST(rewrap_gives_a_file_to_its_new_recipients_alone)
{
    struct bytes age, made;
    size_t i;

    ck_assert_ok(otls_age_encryptor_set_armor(for_anne, _i >> 1 & 1));
    ck_assert_ok(otls_age_encryptor_set_armor(for_bert, _i >> 2 & 1));
    for (i = 0; i < SIZES; i++) {
        age = encrypt(for_anne, sizes[i]);
        ck_assert_ok(rewrap(_i & 1, anne, for_bert, age, &made));
        expect(bert, made, sizes[i]);
        refuses(anne, made, OTLS_E_AGE_NO_MATCH);
        ck_assert_int_eq(made.data[0] == '-', _i >> 2 & 1);
        free(made.data);
        free(age.data);
    }
}
END_TEST

START_TEST(rewrap_copies_the_payload_and_fresh_makes_another)
{
    struct bytes age = encrypt(for_anne, LONG), kept, fresh, again;
    const size_t payload = 16 + LONG + 3 * 16;

    ck_assert_ok(rewrap(0, anne, for_bert, age, &kept));
    ck_assert_ok(rewrap(1, anne, for_bert, age, &fresh));
    ck_assert_ok(rewrap(1, anne, for_bert, age, &again));
    ck_assert_uint_eq(kept.len, age.len);
    ck_assert_mem_eq(
        kept.data + kept.len - payload, age.data + age.len - payload, payload);
    ck_assert_mem_ne(fresh.data + fresh.len - payload,
        age.data + age.len - payload, payload);
    ck_assert_mem_ne(fresh.data + fresh.len - payload,
        again.data + again.len - payload, payload);
    free(age.data);
    free(kept.data);
    free(fresh.data);
    free(again.data);
}
END_TEST

START_TEST(rewrap_goes_from_a_passphrase_to_recipients_and_back)
{
    otls_handle lock, key;
    struct bytes age, made, back;

    make_passphrase(&lock, &key);
    age = encrypt(lock, LONG);
    ck_assert_ok(rewrap(_i, key, for_bert, age, &made));
    expect(bert, made, LONG);
    ck_assert_ok(rewrap(_i, bert, lock, made, &back));
    expect(key, back, LONG);
    refuses(bert, back, OTLS_E_AGE_NO_MATCH);
    ck_assert_ok(otls_age_encryptor_free(lock));
    ck_assert_ok(otls_age_decryptor_free(key));
    free(age.data);
    free(made.data);
    free(back.data);
}
END_TEST

/* Nothing comes out before the header is proven. */
START_TEST(rewrap_refuses_what_it_cannot_prove)
{
    struct bytes age = encrypt(for_anne, 100), made;
    size_t i;

    ck_assert_otls(
        rewrap(_i, bert, for_bert, age, &made), OTLS_E_AGE_NO_MATCH);
    ck_assert_uint_eq(made.len, 0);
    free(made.data);
    /* a stanza that nobody wrote */
    made.data = malloc(age.len + 20);
    ck_assert_ptr_nonnull(made.data);
    memcpy(made.data, age.data, 22);
    memcpy(made.data + 22, "-> odd\n\n", 8);
    memcpy(made.data + 30, age.data + 22, age.len - 22);
    free(age.data);
    age = made;
    age.len = 8 + 100 + 16 + 16;
    for (i = 0; memcmp(age.data + i, "\n---", 4) != 0; i++)
        ;
    age.len += i + 1 + 48 - 8;
    ck_assert_otls(rewrap(_i, anne, for_bert, age, &made), OTLS_E_AGE_MAC);
    ck_assert_uint_eq(made.len, 0);
    free(made.data);
    free(age.data);
}
END_TEST

START_TEST(rewrap_refuses_a_length_that_no_payload_has)
{
    struct bytes age = encrypt(for_anne, CHUNK + 1), made, cut;
    const size_t chunks = age.len - CHUNK - 1 - 2 * 16;
    size_t i;
    int rv, wanted;

    for (i = 0; i < age.len;
         i += i < chunks + 40 || i > age.len - 40 ? 1 : 61) {
        cut.data = age.data;
        cut.len = i;
        rv = rewrap(0, anne, for_bert, cut, &made);
        wanted = i < chunks        ? OTLS_E_AGE_HEADER
                 : i < chunks + 16 ? OTLS_E_AGE_PAYLOAD
                 : i > chunks + SEALED && i <= chunks + SEALED + 16
                     ? OTLS_E_AGE_PAYLOAD
                     : OTLS_OK;
        ck_assert_int_eq(rv, wanted);
        free(made.data);
        /* what can be a length is still no payload */
        rv = rewrap(1, anne, for_bert, cut, &made);
        ck_assert_int_eq(
            rv, i < chunks ? OTLS_E_AGE_HEADER : OTLS_E_AGE_PAYLOAD);
        if (made.len > 0)
            refuses(bert, made,
                made.len < chunks ? OTLS_E_AGE_HEADER : OTLS_E_AGE_PAYLOAD);
        free(made.data);
    }
    free(age.data);
}
END_TEST

START_TEST(rewrap_with_any_bit_changed_gives_no_other_plaintext)
{
    struct bytes age, made, got;
    size_t i;
    int bit, rv;

    ck_assert_ok(otls_age_encryptor_set_armor(for_anne, _i & 1));
    age = encrypt(for_anne, 20);
    for (i = 0; i < age.len; i++) {
        for (bit = 0; bit < 8; bit += 3) {
            age.data[i] ^= (unsigned char)(1 << bit);
            rv = rewrap(_i >> 1, anne, for_bert, age, &made);
            if (rv == OTLS_OK) {
                rv = run(otls_age_decryptor_stream, bert, made, &got);
                ck_assert(rv == OTLS_E_AGE_PAYLOAD ||
                          (rv == OTLS_OK && got.len == 20 && (_i & 1)));
                free(got.data);
            }
            free(made.data);
            age.data[i] ^= (unsigned char)(1 << bit);
        }
    }
    free(age.data);
}
END_TEST

START_TEST(rewrap_refuses_malformed_armor)
{
    struct bytes age, made;

    ck_assert_ok(otls_age_encryptor_set_armor(for_anne, 1));
    age = encrypt(for_anne, LONG);
    age.data[CHUNK] = '*';
    ck_assert_otls(rewrap(_i, anne, for_bert, age, &made), OTLS_E_AGE_ARMOR);
    free(made.data);
    age.data[CHUNK] = 'A';
    age.len -= 20;
    ck_assert_otls(rewrap(_i, anne, for_bert, age, &made),
        _i ? OTLS_E_AGE_PAYLOAD : OTLS_E_AGE_ARMOR);
    free(made.data);
    ck_assert_ok(otls_age_decryptor_set_armor(anne, OTLS_AGE_ARMOR_NO));
    ck_assert_otls(rewrap(_i, anne, for_bert, age, &made), OTLS_E_AGE_HEADER);
    free(made.data);
    free(age.data);
}
END_TEST

static int
rewrap_file(
    int fresh, otls_handle d, otls_handle e, const char *in, const char *out)
{
    return fresh ? otls_age_rewrap_fresh_file(d, e, in, out)
                 : otls_age_rewrap_file(d, e, in, out);
}

START_TEST(rewrap_in_place_replaces_the_file_when_all_is_well)
{
    const char *path = support_path("place.age");
    struct bytes age = encrypt(for_anne, LONG), made;
    struct stat st;

    support_write_file(path, age.data, age.len);
    ck_assert_int_eq(chmod(path, 0644), 0);
    ck_assert_ok(rewrap_file(_i, anne, for_bert, path, path));
    made.data = support_read_file(path, &made.len);
    expect(bert, made, LONG);
    free(made.data);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0600);
    free(age.data);
}
END_TEST

START_TEST(rewrap_in_place_that_fails_leaves_the_file_as_it_was)
{
    const char *path = support_path("left.age");
    struct bytes age = encrypt(for_anne, CHUNK), made;
    const int before = support_open_fds();
    otls_handle none;

    support_write_file(path, age.data, age.len);
    ck_assert_otls(
        rewrap_file(_i, bert, for_bert, path, path), OTLS_E_AGE_NO_MATCH);
    ck_assert_ok(otls_age_encryptor_new(&none));
    ck_assert_otls(rewrap_file(_i, anne, none, path, path), OTLS_E_INVALID);
    ck_assert_ok(otls_age_encryptor_free(none));
    made.data = support_read_file(path, &made.len);
    ck_assert_uint_eq(made.len, age.len);
    ck_assert_mem_eq(made.data, age.data, age.len);
    free(made.data);
    /* cut short where no length tells */
    support_write_file(path, age.data, age.len - 100);
    ck_assert_otls(rewrap_file(_i, anne, for_bert, path, path),
        _i ? OTLS_E_AGE_PAYLOAD : OTLS_OK);
    ck_assert_otls(rewrap_file(_i, anne, for_bert, support_path("no"), path),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(
        rewrap_file(_i, bert, for_anne, path, support_path("no/no")),
        OTLS_E_NOT_FOUND);
    ck_assert_int_eq(support_open_fds(), before);
    free(age.data);
}
END_TEST

static int
stop_at_half(void *user, int64_t done, int64_t total)
{
    int64_t *seen = user;

    ck_assert_int_gt(total, 0);
    *seen = done;
    return done > total / 2 ? 0 : OTLS_CALLBACK_ACCEPT;
}

START_TEST(rewrap_tells_of_progress_and_can_be_cancelled)
{
    const char *path = support_path("long.age");
    struct bytes age = encrypt(for_anne, 5 << 20), made;
    int64_t seen = 0;

    support_write_file(path, age.data, age.len);
    ck_assert_ok(otls_age_decryptor_on_progress(anne, stop_at_half, &seen));
    ck_assert_otls(
        rewrap_file(_i, anne, for_bert, path, path), OTLS_E_CANCELLED);
    ck_assert_int_gt(seen, (int64_t)age.len / 2);
    ck_assert_int_lt(seen, (int64_t)age.len);
    made.data = support_read_file(path, &made.len);
    ck_assert_uint_eq(made.len, age.len);
    ck_assert_mem_eq(made.data, age.data, age.len);
    free(made.data);
    free(age.data);
}
END_TEST

/* Header and rest apart. */
static struct bytes
split(struct bytes *age)
{
    struct bytes header = {malloc(4096), 0};
    otls_handle bio, read;
    size_t need;

    ck_assert_ptr_nonnull(header.data);
    ck_assert_ok(otls_bio_memory_from(age->data, age->len, &bio));
    ck_assert_ok(otls_age_header_read(bio, &read));
    ck_assert_ok(otls_age_header_export(read, NULL, 0, &need));
    ck_assert_otls(
        otls_age_header_export(read, header.data, need - 1, &header.len),
        OTLS_E_TOO_SMALL);
    ck_assert_ok(otls_age_header_export(read, header.data, need, &header.len));
    ck_assert_uint_eq(header.len, need);
    ck_assert_otls(
        otls_age_header_export(read, header.data, need, NULL), OTLS_E_NULL);
    ck_assert_ok(otls_bio_free(bio));
    ck_assert_ok(otls_age_header_free(read));
    if (age->data[0] != '-') {
        ck_assert_mem_eq(header.data, age->data, need);
        memmove(age->data, age->data + need, age->len - need);
        age->len -= need;
    }
    return header;
}

START_TEST(detached_header_opens_what_it_was_cut_from)
{
    struct bytes age, header, made;
    otls_handle bio, reader;
    unsigned char buf[8];
    size_t i, len;

    for (i = 0; i < SIZES; i++) {
        age = encrypt(for_anne, sizes[i]);
        header = split(&age);
        ck_assert_ok(
            otls_age_decryptor_set_header(anne, header.data, header.len));
        expect(anne, age, sizes[i]);
        ck_assert_ok(otls_bio_memory_from(age.data, age.len, &bio));
        ck_assert_ok(otls_age_decryptor_verify_stream(anne, bio));
        ck_assert_ok(otls_bio_seek(bio, 0));
        ck_assert_ok(otls_age_decryptor_open_bio(anne, bio, &reader));
        ck_assert_ok(
            otls_age_reader_read_at(reader, 0, buf, sizeof(buf), &len));
        ck_assert_uint_eq(len, sizes[i] < 8 ? sizes[i] : 8);
        ck_assert_ok(otls_age_reader_free(reader));
        ck_assert_ok(otls_bio_free(bio));
        /* and a whole file again */
        ck_assert_ok(rewrap(i & 1, anne, for_bert, age, &made));
        expect(bert, made, sizes[i]);
        free(made.data);
        ck_assert_ok(otls_age_decryptor_set_header(anne, NULL, 0));
        refuses(anne, age, OTLS_E_AGE_HEADER);
        free(age.data);
        free(header.data);
    }
}
END_TEST

START_TEST(detached_header_of_another_file_is_refused)
{
    struct bytes age = encrypt(for_anne, 10), other = encrypt(for_anne, 10);
    struct bytes header = split(&age), wrong = split(&other), nothing;

    ck_assert_ok(otls_age_decryptor_set_header(anne, wrong.data, wrong.len));
    refuses(anne, age, OTLS_E_AGE_PAYLOAD);
    ck_assert_ok(otls_age_decryptor_set_header(anne, header.data, header.len));
    nothing.data = age.data;
    nothing.len = 0;
    refuses(anne, nothing, OTLS_E_AGE_HEADER);
    support_assert_message("nonce");
    nothing.len = 15;
    refuses(anne, nothing, OTLS_E_AGE_HEADER);
    support_assert_message("nonce");
    ck_assert_ok(otls_age_decryptor_set_header(bert, header.data, header.len));
    refuses(bert, age, OTLS_E_AGE_NO_MATCH);
    header.data[header.len - 5] ^= 2;
    if (otls_age_decryptor_set_header(anne, header.data, header.len) ==
        OTLS_OK)
        refuses(anne, age, OTLS_E_AGE_MAC);
    free(age.data);
    free(other.data);
    free(header.data);
    free(wrong.data);
}
END_TEST

START_TEST(detached_header_must_be_whole_and_alone)
{
    struct bytes age = encrypt(for_anne, 10), whole = age;
    struct bytes header;
    size_t i;

    whole.data = malloc(age.len);
    ck_assert_ptr_nonnull(whole.data);
    memcpy(whole.data, age.data, age.len);
    header = split(&age);
    for (i = 0; i < header.len; i++)
        ck_assert_otls(otls_age_decryptor_set_header(anne, header.data, i),
            OTLS_E_AGE_HEADER);
    ck_assert_otls(otls_age_decryptor_set_header(anne, whole.data, whole.len),
        OTLS_E_AGE_HEADER);
    support_assert_message("follow");
    ck_assert_otls(otls_age_decryptor_set_header(anne, NULL, 1), OTLS_E_NULL);
    /* a refused one changes nothing */
    expect(anne, whole, 10);
    free(age.data);
    free(whole.data);
    free(header.data);
}
END_TEST

START_TEST(verify_says_what_decryption_would)
{
    const char *path = support_path("verify.age");
    struct bytes age = encrypt(for_anne, LONG);
    otls_handle bio;
    size_t at;

    support_write_file(path, age.data, age.len);
    ck_assert_ok(otls_age_decryptor_verify_file(anne, path));
    ck_assert_otls(
        otls_age_decryptor_verify_file(bert, path), OTLS_E_AGE_NO_MATCH);
    for (at = 10; at < age.len; at += 4999) {
        age.data[at] ^= 4;
        support_write_file(path, age.data, age.len);
        ck_assert_int_lt(otls_age_decryptor_verify_file(anne, path), 0);
        ck_assert_ok(otls_bio_memory_from(age.data, age.len, &bio));
        ck_assert_int_lt(otls_age_decryptor_verify_stream(anne, bio), 0);
        ck_assert_ok(otls_bio_free(bio));
        age.data[at] ^= 4;
    }
    support_write_file(path, age.data, age.len - 1);
    ck_assert_otls(
        otls_age_decryptor_verify_file(anne, path), OTLS_E_AGE_PAYLOAD);
    ck_assert_otls(otls_age_decryptor_verify_file(anne, NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_decryptor_verify_file(0, path), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_age_decryptor_verify_file(anne, support_path("no")),
        OTLS_E_NOT_FOUND);
    ck_assert_otls(
        otls_age_decryptor_verify_stream(anne, 0), OTLS_E_HANDLE_NONE);
    free(age.data);
}
END_TEST

START_TEST(rewrap_checks_its_arguments)
{
    otls_handle in, out;

    ck_assert_ok(otls_bio_memory_new(&in));
    ck_assert_ok(otls_bio_null_new(&out));
    ck_assert_otls(
        otls_age_rewrap_file(anne, for_bert, NULL, "x"), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_rewrap_fresh_file(anne, for_bert, "x", NULL), OTLS_E_NULL);
    ck_assert_otls(
        otls_age_rewrap_file(for_bert, anne, "x", "y"), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_rewrap_stream(anne, anne, in, out), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_rewrap_stream(anne, for_bert, 0, out), OTLS_E_HANDLE_NONE);
    ck_assert_otls(otls_age_rewrap_fresh_stream(anne, for_bert, in, 0),
        OTLS_E_HANDLE_NONE);
    ck_assert_otls(
        otls_age_rewrap_stream(anne, for_bert, in, out), OTLS_E_AGE_HEADER);
    ck_assert_ok(otls_bio_free(in));
    ck_assert_ok(otls_bio_free(out));
}
END_TEST

Suite *
check_suite(void)
{
    Suite *s = suite_create("age rewrap");
    TCase *c = tcase_create("age rewrap");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(
        c, rewrap_gives_a_file_to_its_new_recipients_alone, 0, 8);
    tcase_add_test(c, rewrap_copies_the_payload_and_fresh_makes_another);
    tcase_add_loop_test(
        c, rewrap_goes_from_a_passphrase_to_recipients_and_back, 0, 2);
    tcase_add_loop_test(c, rewrap_refuses_what_it_cannot_prove, 0, 2);
    tcase_add_test(c, rewrap_refuses_a_length_that_no_payload_has);
    tcase_add_loop_test(
        c, rewrap_with_any_bit_changed_gives_no_other_plaintext, 0, 4);
    tcase_add_loop_test(c, rewrap_refuses_malformed_armor, 0, 2);
    tcase_add_loop_test(
        c, rewrap_in_place_replaces_the_file_when_all_is_well, 0, 2);
    tcase_add_loop_test(
        c, rewrap_in_place_that_fails_leaves_the_file_as_it_was, 0, 2);
    tcase_add_loop_test(
        c, rewrap_tells_of_progress_and_can_be_cancelled, 0, 2);
    tcase_add_test(c, detached_header_opens_what_it_was_cut_from);
    tcase_add_test(c, detached_header_of_another_file_is_refused);
    tcase_add_test(c, detached_header_must_be_whole_and_alone);
    tcase_add_test(c, verify_says_what_decryption_would);
    tcase_add_test(c, rewrap_checks_its_arguments);
    suite_add_tcase(s, c);
    return s;
}
