/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age/ranges.h"
#include "base/crew.h"
#include "failing.h"
#include "support.h"

/* Several threads in one run: what comes out is what one thread makes, and
 * whatever goes wrong, all of them end with the call. */

#define CHUNK ((size_t)65536)
#define SEALED (CHUNK + 16)
#define MANY 5
/* of one recipient */
#define HEADER ((size_t)168)

static otls_handle encryptor, decryptor;
static unsigned char *data;
static size_t data_len;

static void
make_data(size_t len)
{
    uint32_t x = 1;
    size_t i;

    data_len = len;
    data = malloc(len + 1);
    ck_assert_ptr_nonnull(data);
    for (i = 0; i < len; i++) {
        x = x * 1664525 + 1013904223;
        data[i] = (unsigned char)(x >> 24);
    }
    support_write_file(support_path("plain"), data, len);
}

static void
set_threads(int threads)
{
    ck_assert_ok(otls_age_encryptor_set_threads(encryptor, threads));
    ck_assert_ok(otls_age_decryptor_set_threads(decryptor, threads));
}

static void
setup(void)
{
    otls_handle identity, recipient;

    otls__age_ranges_share = (int64_t)CHUNK;
    (void)unlink(support_path("age"));
    (void)unlink(support_path("back"));
    ck_assert_ok(otls_age_identity_generate(&identity));
    ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
    ck_assert_ok(otls_age_encryptor_new(&encryptor));
    ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
    ck_assert_ok(otls_age_decryptor_new(&decryptor));
    ck_assert_ok(otls_age_decryptor_add(decryptor, identity));
    ck_assert_ok(otls_age_identity_free(identity));
    ck_assert_ok(otls_age_recipient_free(recipient));
    set_threads(MANY);
}

static void
teardown(void)
{
    ck_assert_ok(otls_age_encryptor_free(encryptor));
    ck_assert_ok(otls_age_decryptor_free(decryptor));
    free(data);
    data = NULL;
}

static int
encrypt_file(void)
{
    return otls_age_encryptor_file(
        encryptor, support_path("plain"), support_path("age"));
}

static int
decrypt_file(void)
{
    return otls_age_decryptor_file(
        decryptor, support_path("age"), support_path("back"));
}

static void
assert_back(void)
{
    unsigned char *back;
    size_t len;

    back = support_read_file(support_path("back"), &len);
    ck_assert_uint_eq(len, data_len);
    ck_assert_mem_eq(back, data, len);
    free(back);
}

static int
exists(const char *name)
{
    struct stat st;

    return stat(support_path(name), &st) == 0;
}

/* Everything that |bio| has. */
static unsigned char *
read_all(otls_handle bio, size_t *len)
{
    unsigned char *all = NULL;
    size_t n = 1;

    for (*len = 0; n > 0; *len += n) {
        all = realloc(all, *len + 65536);
        ck_assert_ptr_nonnull(all);
        ck_assert_ok(otls_bio_read(bio, all + *len, 65536, &n));
    }
    return all;
}

/* A run from memory to memory; |out| becomes what was written. */
static int
stream(int seals, const void *in, size_t len, unsigned char **out,
    size_t *out_len)
{
    otls_handle from = 0, to = 0;
    int rv;

    if ((rv = otls_bio_memory_from(in, len, &from)) == OTLS_OK &&
        (rv = otls_bio_memory_new(&to)) == OTLS_OK) {
        rv = seals ? otls_age_encryptor_stream(encryptor, from, to)
                   : otls_age_decryptor_stream(decryptor, from, to);
        *out = read_all(to, out_len);
    }
    ck_assert_ok(otls_bio_free(from));
    ck_assert_ok(otls_bio_free(to));
    return rv;
}

static const int threads_of[] = {0, 1, 2, MANY, 64};
static const size_t sizes[] = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK,
    16 * CHUNK + 1, 17 * CHUNK - 1, 64 * CHUNK, 71 * CHUNK + 12345};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

START_TEST(files_are_the_same_for_any_number_of_threads)
{
    size_t i;
    int armor;

    make_data(sizes[_i]);
    for (armor = 0; armor < 2; armor++) {
        ck_assert_ok(otls_age_encryptor_set_armor(encryptor, armor));
        for (i = 0; i < COUNT(threads_of); i++) {
            set_threads(threads_of[i]);
            ck_assert_ok(encrypt_file());
            set_threads(threads_of[COUNT(threads_of) - 1 - i]);
            ck_assert_ok(decrypt_file());
            assert_back();
        }
    }
}
END_TEST

START_TEST(streams_are_the_same_for_any_number_of_threads)
{
    unsigned char *age, *back;
    size_t i, age_len, len;
    int armor;

    make_data(sizes[_i]);
    for (armor = 0; armor < 2; armor++) {
        ck_assert_ok(otls_age_encryptor_set_armor(encryptor, armor));
        for (i = 0; i < COUNT(threads_of); i++) {
            set_threads(threads_of[i]);
            ck_assert_ok(stream(1, data, data_len, &age, &age_len));
            set_threads(threads_of[COUNT(threads_of) - 1 - i]);
            ck_assert_ok(stream(0, age, age_len, &back, &len));
            ck_assert_uint_eq(len, data_len);
            ck_assert_mem_eq(back, data, len);
            free(back);
            free(age);
        }
    }
}
END_TEST

static void
assert_stream_opens(const unsigned char *age, size_t age_len)
{
    unsigned char *back;
    size_t len;

    ck_assert_ok(stream(0, age, age_len, &back, &len));
    ck_assert_uint_eq(len, data_len);
    ck_assert_mem_eq(back, data, len);
    free(back);
}

/* Of one thread that reads line by line; the size is that of the format. */
static void
assert_text_opens(size_t recipients)
{
    const size_t sealed = HEADER + (recipients - 1) * 98 + 16 + data_len +
                          16 * ((data_len + CHUNK - 1) / CHUNK);
    unsigned char *text;
    size_t len;

    text = support_read_file(support_path("age"), &len);
    ck_assert_uint_eq(len, 35 + sealed / 48 * 65 + (sealed % 48 + 2) / 3 * 4 +
                               (sealed % 48 > 0) + 33);
    set_threads(1);
    assert_stream_opens(text, len);
    free(text);
}

/* The payload may begin anywhere in a line, at its beginning after 5
 * recipients; and its last range be less than the rest of one. */
START_TEST(armored_files_are_whole_wherever_their_payload_begins)
{
    static const size_t more[] = {0, 1, 2, 17, 31, CHUNK - 1};
    otls_handle identity, recipient;
    size_t i, n;

    make_data(24 * CHUNK + more[_i]);
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, 1));
    for (n = 1; n < 7; n++) {
        for (i = 1; i < COUNT(threads_of); i++) {
            set_threads(threads_of[i]);
            ck_assert_ok(encrypt_file());
            assert_text_opens(n);
            set_threads(threads_of[i]);
            ck_assert_ok(decrypt_file());
            assert_back();
        }
        ck_assert_ok(otls_age_identity_generate(&identity));
        ck_assert_ok(otls_age_identity_recipient(identity, &recipient));
        ck_assert_ok(otls_age_encryptor_add(encryptor, recipient));
        ck_assert_ok(otls_age_recipient_free(recipient));
        ck_assert_ok(otls_age_identity_free(identity));
    }
}
END_TEST

/* The armored file with CRLF in place of every |nth| LF. */
static unsigned char *
with_crlf(size_t nth, size_t *n)
{
    unsigned char *age, *text;
    size_t i, age_len, lines = 0;

    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, 1));
    ck_assert_ok(stream(1, data, data_len, &age, &age_len));
    text = malloc(2 * age_len + 100);
    ck_assert_ptr_nonnull(text);
    for (i = *n = 0; i < age_len; i++) {
        if (age[i] == '\n' && ++lines % nth == 0)
            text[(*n)++] = '\r';
        text[(*n)++] = age[i];
    }
    free(age);
    return text;
}

static const size_t crlf[] = {1, 2, 1000};

/* Lines that end in CRLF lie otherwise across the chunks, and where some do
 * and others don't their places can't be computed. */
START_TEST(armor_with_crlf_is_read_by_any_number_of_threads)
{
    unsigned char *text;
    size_t i, n;

    make_data(70 * CHUNK + 5);
    text = with_crlf(crlf[_i], &n);
    support_write_file(support_path("age"), text, n);
    for (i = 0; i < COUNT(threads_of); i++) {
        set_threads(threads_of[i]);
        assert_stream_opens(text, n);
        ck_assert_ok(decrypt_file());
        assert_back();
    }
    free(text);
}
END_TEST

static void
assert_refused(
    const unsigned char *text, size_t len, int code, const char *reason)
{
    size_t i;

    support_write_file(support_path("age"), text, len);
    for (i = 0; i < COUNT(threads_of); i++) {
        set_threads(threads_of[i]);
        ck_assert_otls(decrypt_file(), code);
        support_assert_message(reason);
        ck_assert(!exists("back"));
    }
}

/* Where the byte |n| of the payload stands in the text. */
static size_t
in_text(size_t n)
{
    n += HEADER + 16;
    return 35 + n / 48 * 65 + n % 48 / 3 * 4;
}

START_TEST(of_a_bad_chunk_and_a_bad_line_the_first_is_told)
{
    unsigned char *text, was;
    size_t n, chunk = in_text(3 * SEALED + 100), line;

    make_data(60 * CHUNK);
    text = with_crlf(SIZE_MAX, &n);
    line = in_text(50 * SEALED + 100);
    text[chunk] = text[chunk] == 'A' ? 'B' : 'A';
    was = text[line];
    text[line] = '*';
    assert_refused(text, n, OTLS_E_AGE_PAYLOAD, "chunk 4 ");
    text[line] = was;
    text[in_text(2 * SEALED)] = '*';
    assert_refused(text, n, OTLS_E_AGE_ARMOR, "canonical");
    free(text);
}
END_TEST

START_TEST(an_armored_file_may_have_white_space_around_it_and_nothing_else)
{
    unsigned char *text;
    size_t n;

    make_data(60 * CHUNK);
    text = with_crlf(SIZE_MAX, &n);
    memcpy(text + n, "\n \n", 3);
    support_write_file(support_path("age"), text, n + 3);
    ck_assert_ok(decrypt_file());
    assert_back();
    ck_assert_int_eq(unlink(support_path("back")), 0);
    text[n] = 'x';
    assert_refused(text, n + 1, OTLS_E_AGE_ARMOR, "white space");
    assert_refused(text, n - 1 - 34, OTLS_E_AGE_ARMOR, "END AGE");
    memmove(text + 2, text, n);
    text[0] = text[1] = '\n';
    support_write_file(support_path("age"), text, n + 2);
    ck_assert_ok(decrypt_file());
    assert_back();
    free(text);
}
END_TEST

/* A file whose chunks |first| and |second| were altered. */
static unsigned char *
altered(size_t first, size_t second, size_t *len)
{
    unsigned char *age;
    size_t header;

    ck_assert_ok(stream(1, data, data_len, &age, len));
    header = *len - data_len - 16 * ((data_len + CHUNK - 1) / CHUNK);
    age[header + first * SEALED + 7] ^= 1;
    age[header + second * SEALED + 7] ^= 1;
    return age;
}

START_TEST(a_stream_ends_before_its_first_bad_chunk)
{
    unsigned char *age, *out;
    size_t i, len, out_len;

    make_data(60 * CHUNK);
    age = altered(41, 44, &len);
    for (i = 0; i < COUNT(threads_of); i++) {
        set_threads(threads_of[i]);
        ck_assert_otls(
            stream(0, age, len, &out, &out_len), OTLS_E_AGE_PAYLOAD);
        support_assert_message("chunk 42 ");
        ck_assert_uint_eq(out_len, 41 * CHUNK);
        ck_assert_mem_eq(out, data, out_len);
        free(out);
    }
    free(age);
}
END_TEST

START_TEST(a_file_with_bad_chunks_names_the_first_and_leaves_nothing)
{
    unsigned char *age;
    size_t i, len;
    int fds = support_open_fds();

    make_data(60 * CHUNK);
    age = altered(3, 59, &len);
    support_write_file(support_path("age"), age, len);
    for (i = 0; i < COUNT(threads_of); i++) {
        set_threads(threads_of[i]);
        ck_assert_otls(decrypt_file(), OTLS_E_AGE_PAYLOAD);
        support_assert_message("chunk 4 ");
        ck_assert(!exists("back"));
    }
    ck_assert_int_eq(support_open_fds(), fds);
    free(age);
}
END_TEST

/* Cut between two chunks, so that only the missing last one tells. */
START_TEST(a_file_cut_short_or_made_longer_is_refused)
{
    unsigned char *age;
    size_t i, len;

    make_data(60 * CHUNK);
    ck_assert_ok(stream(1, data, data_len, &age, &len));
    age = realloc(age, len + 1);
    ck_assert_ptr_nonnull(age);
    age[len] = 0;
    for (i = 0; i < COUNT(threads_of); i++) {
        set_threads(threads_of[i]);
        support_write_file(support_path("age"), age, len - SEALED);
        ck_assert_otls(decrypt_file(), OTLS_E_AGE_PAYLOAD);
        support_assert_message("chunk 60 of the age payload is missing");
        support_write_file(support_path("age"), age, len + 1);
        ck_assert_otls(decrypt_file(), OTLS_E_AGE_PAYLOAD);
        support_assert_message("goes on after the last chunk");
    }
    free(age);
}
END_TEST

static int allowed;

static int
some(void)
{
    return allowed-- > 0;
}

START_TEST(runs_do_with_fewer_threads_where_the_system_has_none_left)
{
    unsigned char *age, *back;
    size_t age_len, len;
    int n;

    make_data(64 * CHUNK + 1);
    otls__crew_hook = some;
    for (n = 0; n < MANY; n++) {
        allowed = n;
        ck_assert_ok(encrypt_file());
        allowed = n;
        ck_assert_ok(decrypt_file());
        assert_back();
        allowed = n;
        ck_assert_ok(stream(1, data, data_len, &age, &age_len));
        allowed = n;
        ck_assert_ok(stream(0, age, age_len, &back, &len));
        ck_assert_uint_eq(len, data_len);
        ck_assert_mem_eq(back, data, len);
        free(back);
        free(age);
    }
    otls__crew_hook = NULL;
}
END_TEST

static int
everything(void)
{
    unsigned char *age = NULL, *back = NULL;
    size_t age_len, len = 0;
    int rv;

    if ((rv = otls_age_encryptor_set_armor(encryptor, 1)) == OTLS_OK &&
        (rv = encrypt_file()) == OTLS_OK && (rv = decrypt_file()) == OTLS_OK &&
        (rv = otls_age_encryptor_set_armor(encryptor, 0)) == OTLS_OK &&
        (rv = encrypt_file()) == OTLS_OK && (rv = decrypt_file()) == OTLS_OK &&
        (rv = stream(1, data, data_len, &age, &age_len)) == OTLS_OK)
        rv = stream(0, age, age_len, &back, &len);
    if (rv == OTLS_OK)
        ck_assert(len == data_len && memcmp(back, data, len) == 0);
    free(age);
    free(back);
    return rv;
}

START_TEST(each_failing_allocation_ends_the_run_and_its_threads)
{
    make_data(17 * CHUNK);
    set_threads(2);
    /* the room for what the two streams give */
    ck_assert_int_gt(failing_sweep_but(everything, 2), 40);
    ck_assert(exists("back"));
}
END_TEST

/* What the callback does, and at which of its calls. */
struct act {
    int at;
    int calls;
    int answer;
    pid_t pid;
    void (*act)(struct act *a);
    int64_t done, total;
    pthread_t thread;
};

static int
on_progress(void *user, int64_t done, int64_t total)
{
    struct act *a = user;

    ck_assert_int_ge(done, a->done);
    ck_assert_int_le(done, total);
    ck_assert(pthread_equal(pthread_self(), a->thread));
    a->done = done;
    a->total = total;
    if (++a->calls == a->at) {
        if (a->act != NULL)
            a->act(a);
        return a->answer;
    }
    return OTLS_CALLBACK_ACCEPT;
}

static void
watch(struct act *a)
{
    a->thread = pthread_self();
    a->calls = 0;
    a->done = 0;
    ck_assert_ok(otls_age_encryptor_on_progress(encryptor, on_progress, a));
    ck_assert_ok(otls_age_decryptor_on_progress(decryptor, on_progress, a));
}

START_TEST(progress_is_told_in_order_by_the_calling_thread)
{
    struct act a = {.at = -1};
    struct stat st;

    make_data(200 * CHUNK + 9);
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, _i));
    watch(&a);
    ck_assert_ok(encrypt_file());
    ck_assert_int_ge(a.calls, 1);
    ck_assert_int_eq(a.done, (int64_t)data_len);
    ck_assert_int_eq(a.total, (int64_t)data_len);
    watch(&a);
    ck_assert_ok(decrypt_file());
    ck_assert_int_eq(stat(support_path("age"), &st), 0);
    ck_assert_int_eq(a.done, st.st_size);
    ck_assert_int_eq(a.total, st.st_size);
}
END_TEST

START_TEST(a_cancelled_run_ends_its_threads_and_leaves_nothing)
{
    struct act a = {.at = 1};
    int fds = support_open_fds();

    make_data(100 * CHUNK);
    ck_assert_ok(encrypt_file());
    watch(&a);
    ck_assert_otls(decrypt_file(), OTLS_E_CANCELLED);
    ck_assert(!exists("back"));
    ck_assert_int_eq(unlink(support_path("age")), 0);
    watch(&a);
    ck_assert_otls(encrypt_file(), OTLS_E_CANCELLED);
    ck_assert(!exists("age"));
    ck_assert_int_eq(support_open_fds(), fds);
}
END_TEST

static void
cut_input(struct act *a)
{
    (void)a;
    ck_assert_int_eq(truncate(support_path("plain"), 100), 0);
}

/* Several threads may have read all of it before the callback is called. */
START_TEST(a_file_that_becomes_shorter_is_a_failure_or_was_read_before)
{
    struct act a = {.at = 1, .answer = OTLS_CALLBACK_ACCEPT, .act = cut_input};
    size_t i;
    int rv;

    make_data(300 * CHUNK);
    for (i = 0; i < COUNT(threads_of); i++) {
        support_write_file(support_path("plain"), data, data_len);
        set_threads(threads_of[i]);
        ck_assert_ok(otls_age_encryptor_set_armor(encryptor, (int)i % 2));
        watch(&a);
        rv = encrypt_file();
        if (rv == OTLS_OK && threads_of[i] != 1) {
            ck_assert_ok(
                otls_age_decryptor_on_progress(decryptor, NULL, NULL));
            ck_assert_ok(decrypt_file());
            assert_back();
            ck_assert_int_eq(unlink(support_path("age")), 0);
        } else {
            ck_assert_otls(rv, OTLS_E_IO);
            support_assert_message("shorter");
            ck_assert(!exists("age"));
        }
    }
}
END_TEST

static void
lengthen_input(struct act *a)
{
    const int fd =
        open(support_path(a->total == (int64_t)data_len ? "plain" : "age"),
            O_WRONLY | O_APPEND);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "more", 4), 4);
    ck_assert_int_eq(close(fd), 0);
}

/* One more line of base64 before the end. */
static void
lengthen_armor(struct act *a)
{
    static const char end[] = "-----END AGE ENCRYPTED FILE-----\n";
    char more[65 + sizeof(end)];
    const int fd = open(support_path("age"), O_WRONLY);

    memset(more, 'A', 64);
    more[64] = '\n';
    memcpy(more + 65, end, sizeof(end));
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, more, sizeof(more) - 1,
                         (off_t)(a->total - (int64_t)sizeof(end) + 1)),
        (ssize_t)sizeof(more) - 1);
    ck_assert_int_eq(close(fd), 0);
}

START_TEST(an_armored_file_that_gets_more_lines_is_refused)
{
    struct act a = {
        .at = 1, .answer = OTLS_CALLBACK_ACCEPT, .act = lengthen_armor};
    const size_t sealed = HEADER + 16 + 300 * SEALED + 16;

    make_data(300 * CHUNK + 48 - sealed % 48);
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, 1));
    ck_assert_ok(encrypt_file());
    watch(&a);
    ck_assert_otls(decrypt_file(), OTLS_E_AGE_PAYLOAD);
    support_assert_message("goes on after");
    ck_assert(!exists("back"));
}
END_TEST

START_TEST(what_is_appended_is_left_out_of_a_file_and_refused_in_a_sealed_one)
{
    struct act a = {
        .at = 1, .answer = OTLS_CALLBACK_ACCEPT, .act = lengthen_input};

    make_data(300 * CHUNK);
    watch(&a);
    ck_assert_ok(encrypt_file());
    ck_assert_ok(otls_age_decryptor_on_progress(decryptor, NULL, NULL));
    ck_assert_ok(decrypt_file());
    assert_back();
    watch(&a);
    ck_assert_otls(decrypt_file(), OTLS_E_AGE_PAYLOAD);
    support_assert_message("goes on after");
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, 1));
    watch(&a);
    ck_assert_ok(encrypt_file());
    watch(&a);
    ck_assert_otls(decrypt_file(), OTLS_E_AGE_ARMOR);
}
END_TEST

static void
fork_now(struct act *a)
{
    a->pid = fork();
    ck_assert_int_ge(a->pid, 0);
}

/* AddressSanitizer's allocator may be locked for ever in the child of a
 * process with threads: it knows nothing of fork(). */
#ifdef __SANITIZE_ADDRESS__
#define FORKS 2
#else
#define FORKS 4
#endif

/* The child must neither wait for the threads nor write anything. */
START_TEST(a_callback_may_fork_and_the_child_has_no_run)
{
    struct act a = {.at = 1, .answer = OTLS_CALLBACK_ACCEPT, .act = fork_now};
    const int armor = _i % 2, threads = _i < 2 ? 1 : MANY;
    int rv;

    make_data(200 * CHUNK);
    set_threads(threads);
    ck_assert_ok(otls_age_encryptor_set_armor(encryptor, armor));
    watch(&a);
    rv = encrypt_file();
    if (a.pid == 0)
        _exit(rv == OTLS_E_FORKED ? 0 : 1);
    ck_assert_ok(rv);
    ck_assert_int_eq(support_wait(a.pid), 0);
    watch(&a);
    rv = decrypt_file();
    if (a.pid == 0)
        _exit(rv == OTLS_E_FORKED ? 0 : 1);
    ck_assert_ok(rv);
    ck_assert_int_eq(support_wait(a.pid), 0);
    assert_back();
}
END_TEST

static atomic_int over;

static void *
fork_often(void *arg)
{
    int *forks = arg;
    pid_t pid;

    do {
        if ((pid = fork()) == 0)
            _exit(0);
        ck_assert_int_eq(support_wait(pid), 0);
        ++*forks;
    } while (atomic_load(&over) == 0);
    return NULL;
}

START_TEST(another_thread_may_fork_while_runs_go_on)
{
    pthread_t thread;
    int forks = 0, i;

    make_data(100 * CHUNK);
    ck_assert_int_eq(pthread_create(&thread, NULL, fork_often, &forks), 0);
    for (i = 0; i < 10; i++) {
        ck_assert_ok(otls_age_encryptor_set_armor(encryptor, i % 2));
        ck_assert_ok(encrypt_file());
        ck_assert_ok(decrypt_file());
        assert_back();
    }
    atomic_store(&over, 1);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_gt(forks, 0);
}
END_TEST

static void *
run_often(void *arg)
{
    for (;;)
        if (encrypt_file() == OTLS_E_SHUTDOWN)
            break;
    return arg;
}

/*
 * LeakSanitizer asks this. A run that exit() met in the middle keeps what it
 * has, and points to it from secret memory, where no sanitizer looks.
 */
static int met_by_exit;
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
    return met_by_exit;
}

/* exit() while a run has threads: it must neither crash nor wait for ever. */
START_TEST(the_process_may_exit_while_runs_go_on)
{
    pthread_t thread;
    pid_t pid;
    int i;

    make_data(64 * CHUNK);
    for (i = 0; i < 10; i++) {
        if ((pid = fork()) == 0) {
            ck_assert_ok(otls_age_encryptor_set_armor(encryptor, i % 2));
            if (pthread_create(&thread, NULL, run_often, NULL) != 0 ||
                pthread_detach(thread) != 0)
                _exit(1);
            (void)encrypt_file();
            met_by_exit = 1;
            exit(0);
        }
        ck_assert_int_eq(support_wait(pid), 0);
    }
}
END_TEST

START_TEST(the_number_of_threads_is_checked)
{
    ck_assert_otls(
        otls_age_encryptor_set_threads(encryptor, -1), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_encryptor_set_threads(encryptor, 65), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_decryptor_set_threads(decryptor, -1), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_decryptor_set_threads(decryptor, 65), OTLS_E_INVALID);
    ck_assert_otls(
        otls_age_decryptor_set_threads(encryptor, 1), OTLS_E_HANDLE_KIND);
    ck_assert_otls(
        otls_age_encryptor_set_threads(decryptor, 1), OTLS_E_HANDLE_KIND);
}
END_TEST

/* What is ready goes out though the input waits: the writer of the pipe goes
 * on only when the chunk before has come out. */
START_TEST(a_chunk_that_is_whole_does_not_wait_for_the_next)
{
    unsigned char *age, *back = malloc(CHUNK);
    otls_handle in, out;
    struct {
        int in[2], out[2];
    } fd;
    size_t len, header, i, n, got;
    pid_t pid;

    ck_assert_ptr_nonnull(back);
    make_data(40 * CHUNK);
    ck_assert_ok(stream(1, data, data_len, &age, &len));
    header = len - data_len - 16 * 40;
    ck_assert_int_eq(pipe(fd.in), 0);
    ck_assert_int_eq(pipe(fd.out), 0);
    if ((pid = fork()) == 0) {
        (void)close(fd.in[1]);
        (void)close(fd.out[0]);
        ck_assert_ok(otls_bio_fd_new(fd.in[0], 1, &in));
        ck_assert_ok(otls_bio_fd_new(fd.out[1], 1, &out));
        ck_assert_ok(otls_age_decryptor_stream(decryptor, in, out));
        _exit(0);
    }
    ck_assert_int_eq(close(fd.in[0]), 0);
    ck_assert_int_eq(close(fd.out[1]), 0);
    ck_assert_int_eq(write(fd.in[1], age, header), (ssize_t)header);
    for (i = 0; i < 40; i++) {
        ck_assert_int_eq(write(fd.in[1], age + header + i * SEALED, SEALED),
            (ssize_t)SEALED);
        for (n = 0; i < 39 && n < CHUNK; n += got) {
            got = (size_t)read(fd.out[0], back + n, CHUNK - n);
            ck_assert(got > 0 && got <= CHUNK);
        }
        if (i < 39)
            ck_assert_mem_eq(back, data + i * CHUNK, CHUNK);
    }
    ck_assert_int_eq(close(fd.in[1]), 0);
    ck_assert_int_eq(read(fd.out[0], back, CHUNK) > 0, 1);
    ck_assert_int_eq(support_wait(pid), 0);
    free(back);
    free(age);
}
END_TEST

Suite *
check_suite(void)
{
    Suite *suite = suite_create("age_threads");
    TCase *tcase = tcase_create("threads");
    const int n = (int)COUNT(sizes);

    failing_install();
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(
        tcase, files_are_the_same_for_any_number_of_threads, 0, n);
    tcase_add_loop_test(
        tcase, streams_are_the_same_for_any_number_of_threads, 0, n);
    tcase_add_loop_test(
        tcase, armored_files_are_whole_wherever_their_payload_begins, 0, 6);
    tcase_add_loop_test(tcase,
        armor_with_crlf_is_read_by_any_number_of_threads, 0, (int)COUNT(crlf));
    tcase_add_test(tcase, of_a_bad_chunk_and_a_bad_line_the_first_is_told);
    tcase_add_test(tcase,
        an_armored_file_may_have_white_space_around_it_and_nothing_else);
    tcase_add_test(tcase, a_stream_ends_before_its_first_bad_chunk);
    tcase_add_test(
        tcase, a_file_with_bad_chunks_names_the_first_and_leaves_nothing);
    tcase_add_test(tcase, a_file_cut_short_or_made_longer_is_refused);
    tcase_add_test(
        tcase, runs_do_with_fewer_threads_where_the_system_has_none_left);
#ifndef __SANITIZE_THREAD__ /* which takes some minutes for it */
    tcase_add_test(
        tcase, each_failing_allocation_ends_the_run_and_its_threads);
#endif
    tcase_add_loop_test(
        tcase, progress_is_told_in_order_by_the_calling_thread, 0, 2);
    tcase_add_test(tcase, a_cancelled_run_ends_its_threads_and_leaves_nothing);
    tcase_add_test(
        tcase, a_file_that_becomes_shorter_is_a_failure_or_was_read_before);
    tcase_add_test(tcase,
        what_is_appended_is_left_out_of_a_file_and_refused_in_a_sealed_one);
    tcase_add_test(tcase, an_armored_file_that_gets_more_lines_is_refused);
    tcase_add_loop_test(
        tcase, a_callback_may_fork_and_the_child_has_no_run, 0, FORKS);
    tcase_add_test(tcase, another_thread_may_fork_while_runs_go_on);
    tcase_add_test(tcase, the_process_may_exit_while_runs_go_on);
    tcase_add_test(tcase, the_number_of_threads_is_checked);
    tcase_add_test(tcase, a_chunk_that_is_whole_does_not_wait_for_the_next);
    suite_add_tcase(suite, tcase);
    return suite;
}
