/* SPDX-License-Identifier: ISC */
#include "store/backend.h"

#include "base/error.h"

#ifndef HAVE_SQLITE

int
otls__store_sqlite_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state)
{
    (void)url;
    (void)backend;
    (void)state;
    return otls__error(OTLS_E_UNSUPPORTED,
        "this build of the library has no SQLite: configure it with "
        "libsqlite3-dev installed");
}

#else

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/call.h"
#include "base/limit.h"
#include "base/mem.h"

#define MAX_ENTRIES 200000
#define MAX_BYTES ((int64_t)256 << 20)
#define SLICE 64          /* puts from one look at the size to the next */
#define SLICE_DELETED 256 /* rows that go at once */
#define CURSOR_KEY 8
#define CURSOR_SHIFT 12
#define SCANNED_MAX 10000
#define LOOK_NS ((int64_t)1000000000)

enum {
    PUT,
    GET,
    TAKE,
    REMOVE,
    COUNT,
    PURGE,
    EXPIRE,
    SHRINK,
    PUT_NEW,
    SCAN,
    STATEMENTS
};

static const char *const statements[STATEMENTS] = {
    "INSERT OR REPLACE INTO entries (key, value, expires) VALUES (?, ?, ?)",
    "SELECT value FROM entries WHERE key = ? AND expires > ?",
    "DELETE FROM entries WHERE key = ? RETURNING value, expires",
    "DELETE FROM entries WHERE key = ?",
    "SELECT count(*) FROM entries WHERE expires > ?",
    "DELETE FROM entries",
    "DELETE FROM entries WHERE key IN (SELECT key FROM entries "
    "WHERE expires <= ? ORDER BY expires LIMIT ?)",
    "DELETE FROM entries WHERE key IN (SELECT key FROM entries "
    "ORDER BY expires LIMIT ?)",
    "INSERT INTO entries (key, value, expires) VALUES (?, ?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
    "expires = excluded.expires WHERE entries.expires <= ?",
    "SELECT key, length(value), expires FROM entries WHERE key >= ? "
    "ORDER BY key LIMIT ?",
};

static const char schema[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, "
    "value BLOB NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS entries_by_expiry ON entries (expires);";

struct sqlite {
    pthread_mutex_t lock;
    char *path;
    int64_t deadline_ms, max_entries, max_bytes;
    unsigned generation; /* of the process that opened it */
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENTS];
    dev_t device;
    ino_t inode;
    int64_t looked_ns;
    unsigned puts;
};

static int64_t
now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int
failed(struct sqlite *s, int code)
{
    if (code == SQLITE_NOMEM)
        return otls__error_memory();
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return otls__error(OTLS_E_TIMEOUT,
            "%s: another process had the store locked for longer than %lld "
            "ms",
            s->path, (long long)s->deadline_ms);
    return otls__error(OTLS_E_STORE, "%s: %s", s->path,
        s->db == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(s->db));
}

/* A child mustn't touch what it has inherited, so that is left alone. */
static void
let_go(struct sqlite *s)
{
    int i;

    if (s->generation == otls__fork_generation() && s->db != NULL) {
        for (i = 0; i < STATEMENTS; i++)
            (void)sqlite3_finalize(s->statement[i]);
        (void)sqlite3_close(s->db);
    }
    memset(s->statement, 0, sizeof(s->statement));
    s->db = NULL;
}

/* For its owner alone, before SQLite makes it for everybody to read; its
 * companions get the same mode. */
static int
make(struct sqlite *s)
{
    struct stat status;
    const int fd = open(
        s->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    int rv = OTLS_OK;

    if (fd < 0)
        return otls__error_errno(
            OTLS_E_STORE, errno, "%s can't be opened", s->path);
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        rv = otls__error(OTLS_E_STORE, "%s is not a regular file", s->path);
    s->device = status.st_dev;
    s->inode = status.st_ino;
    (void)close(fd);
    return rv;
}

static int
reopen(struct sqlite *s)
{
    int code, i, rv;

    s->generation = otls__fork_generation();
    if ((rv = make(s)) != OTLS_OK)
        return rv;
    code = sqlite3_open_v2(
        s->path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_timeout(s->db, (int)s->deadline_ms);
        code = sqlite3_exec(s->db, schema, NULL, NULL, NULL);
    }
    for (i = 0; code == SQLITE_OK && i < STATEMENTS; i++)
        code = sqlite3_prepare_v3(s->db, statements[i], -1,
            SQLITE_PREPARE_PERSISTENT, &s->statement[i], NULL);
    if (code == SQLITE_OK)
        return OTLS_OK;
    rv = failed(s, code);
    let_go(s);
    return rv;
}

/* Whether somebody has put another file, or none, in its place. */
static int
is_gone(struct sqlite *s)
{
    struct stat status;

    return stat(s->path, &status) != 0 || status.st_dev != s->device ||
           status.st_ino != s->inode;
}

/* With the lock: an open database of this process. */
static int
ready(struct sqlite *s)
{
    const int64_t now = otls__now_ns();

    if (s->db != NULL && s->generation == otls__fork_generation() &&
        (now - s->looked_ns < LOOK_NS || !is_gone(s))) {
        if (now - s->looked_ns >= LOOK_NS)
            s->looked_ns = now;
        return OTLS_OK;
    }
    s->looked_ns = now;
    let_go(s);
    return reopen(s);
}

static int
begin(struct sqlite *s)
{
    int rv;

    (void)pthread_mutex_lock(&s->lock);
    if ((rv = ready(s)) != OTLS_OK)
        (void)pthread_mutex_unlock(&s->lock);
    return rv;
}

/* What is damaged, or went wrong on disk, is opened anew the next time. */
static int
end(struct sqlite *s, sqlite3_stmt *statement, int code)
{
    int rv = OTLS_OK;

    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        rv = failed(s, code);
    if (rv == OTLS_E_STORE)
        let_go(s);
    (void)pthread_mutex_unlock(&s->lock);
    return rv;
}

static int
missed(void)
{
    return otls__error(OTLS_E_STORE_MISS, "the store has no such entry");
}

static int
is_too_big(struct sqlite *s)
{
    sqlite3_stmt *statement = NULL;
    int64_t bytes = 0;

    if (sqlite3_prepare_v2(s->db,
            "SELECT (page_count - freelist_count) * page_size FROM "
            "pragma_page_count, pragma_freelist_count, pragma_page_size",
            -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        bytes = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return bytes > s->max_bytes;
}

static int
has_too_many(struct sqlite *s)
{
    sqlite3_stmt *const statement = s->statement[COUNT];
    int64_t n = 0;

    (void)sqlite3_bind_int64(statement, 1, 0);
    if (sqlite3_step(statement) == SQLITE_ROW)
        n = sqlite3_column_int64(statement, 0);
    (void)sqlite3_reset(statement);
    return n > s->max_entries;
}

/* Now and then a put takes out what has expired, and where there is too much
 * what would expire first; what goes wrong then is no fault of the put. */
static void
tidy(struct sqlite *s)
{
    sqlite3_stmt *const expire = s->statement[EXPIRE];
    sqlite3_stmt *const shrink = s->statement[SHRINK];

    if (s->puts++ % SLICE != 0)
        return;
    (void)sqlite3_bind_int64(expire, 1, now_ms());
    (void)sqlite3_bind_int(expire, 2, SLICE_DELETED);
    (void)sqlite3_step(expire);
    (void)sqlite3_reset(expire);
    if (!is_too_big(s) && !has_too_many(s))
        return;
    (void)sqlite3_bind_int(shrink, 1, SLICE_DELETED);
    (void)sqlite3_step(shrink);
    (void)sqlite3_reset(shrink);
}

/* With the lock. */
static void
bind_entry(sqlite3_stmt *statement, const unsigned char *key,
    const void *value, size_t len, int64_t now, int64_t ttl_ms)
{
    (void)sqlite3_bind_blob(statement, 1, key, OTLS__STORE_KEY, SQLITE_STATIC);
    (void)sqlite3_bind_blob64(statement, 2, value, len, SQLITE_STATIC);
    (void)sqlite3_bind_int64(
        statement, 3, ttl_ms > INT64_MAX - now ? INT64_MAX : now + ttl_ms);
}

static int
put(void *state, const unsigned char key[OTLS__STORE_KEY], const void *value,
    size_t len, int64_t ttl_ms)
{
    struct sqlite *s = state;
    sqlite3_stmt *statement;
    int rv;

    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    tidy(s);
    statement = s->statement[PUT];
    bind_entry(statement, key, value, len, now_ms(), ttl_ms);
    return end(s, statement, sqlite3_step(statement));
}

static int
put_new(void *state, const unsigned char key[OTLS__STORE_KEY],
    const void *value, size_t len, int64_t ttl_ms)
{
    struct sqlite *s = state;
    sqlite3_stmt *statement;
    const int64_t now = now_ms();
    int changed, code, rv;

    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    tidy(s);
    statement = s->statement[PUT_NEW];
    bind_entry(statement, key, value, len, now, ttl_ms);
    (void)sqlite3_bind_int64(statement, 4, now);
    code = sqlite3_step(statement);
    changed = sqlite3_changes(s->db);
    if ((rv = end(s, statement, code)) != OTLS_OK)
        return rv;
    if (changed > 0)
        return OTLS_OK;
    return otls__error(
        OTLS_E_STORE_MISS, "the store has such an entry already");
}

/* The value of the row, where there is room for it. */
static int
copy(sqlite3_stmt *statement, void *value, size_t *len)
{
    const void *blob = sqlite3_column_blob(statement, 0);
    const int n = sqlite3_column_bytes(statement, 0);

    if (sqlite3_column_type(statement, 0) != SQLITE_BLOB || blob == NULL ||
        n < 0 || (size_t)n > *len)
        return 0;
    memcpy(value, blob, (size_t)n);
    *len = (size_t)n;
    return 1;
}

static int
get(void *state, const unsigned char key[OTLS__STORE_KEY], int take,
    void *value, size_t *len)
{
    struct sqlite *s = state;
    sqlite3_stmt *statement;
    int code, found = 0, rv;

    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    statement = s->statement[take ? TAKE : GET];
    (void)sqlite3_bind_blob(statement, 1, key, OTLS__STORE_KEY, SQLITE_STATIC);
    if (!take)
        (void)sqlite3_bind_int64(statement, 2, now_ms());
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        found = copy(statement, value, len) &&
                (!take || sqlite3_column_int64(statement, 1) > now_ms());
    /* a row is deleted for good when the statement has run to its end */
    while (code == SQLITE_ROW)
        code = sqlite3_step(statement);
    if ((rv = end(s, statement, code)) != OTLS_OK)
        return rv;
    return found ? OTLS_OK : missed();
}

static int
forget(void *state, const unsigned char key[OTLS__STORE_KEY])
{
    struct sqlite *s = state;
    sqlite3_stmt *statement;
    int changed, code, rv;

    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    statement = s->statement[REMOVE];
    (void)sqlite3_bind_blob(statement, 1, key, OTLS__STORE_KEY, SQLITE_STATIC);
    code = sqlite3_step(statement);
    changed = sqlite3_changes(s->db);
    if ((rv = end(s, statement, code)) != OTLS_OK)
        return rv;
    return changed > 0 ? OTLS_OK : missed();
}

static int
count(void *state, int64_t *n)
{
    struct sqlite *s = state;
    sqlite3_stmt *statement;
    int code, rv;

    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    statement = s->statement[COUNT];
    (void)sqlite3_bind_int64(statement, 1, now_ms());
    if ((code = sqlite3_step(statement)) == SQLITE_ROW)
        *n = sqlite3_column_int64(statement, 0);
    return end(s, statement, code);
}

static int
purge(void *state)
{
    struct sqlite *s = state;
    sqlite3_stmt *statement;
    int rv;

    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    statement = s->statement[PURGE];
    return end(s, statement, sqlite3_step(statement));
}

/* A cursor is the beginning of a key, as much of it as is exact in a double;
 * keys are as good as random. */
static void
key_of_cursor(int64_t cursor, unsigned char key[CURSOR_KEY])
{
    const uint64_t number = (uint64_t)cursor << CURSOR_SHIFT;
    int i;

    for (i = 0; i < CURSOR_KEY; i++)
        key[i] = (unsigned char)(number >> (8 * (CURSOR_KEY - 1 - i)));
}

/* What comes behind all that begin as |key| does, or 0. */
static int64_t
cursor_behind(const unsigned char *key)
{
    uint64_t number = 0;
    int i;

    for (i = 0; i < CURSOR_KEY; i++)
        number = number << 8 | key[i];
    number = (number >> CURSOR_SHIFT) + 1;
    return (int64_t)(number << CURSOR_SHIFT == 0 ? 0 : number);
}

static int
read_entry(sqlite3_stmt *statement, int64_t now, struct otls__store_entry *e)
{
    const void *key = sqlite3_column_blob(statement, 0);
    const int64_t expires = sqlite3_column_int64(statement, 2);

    if (key == NULL || sqlite3_column_bytes(statement, 0) != OTLS__STORE_KEY)
        return 0;
    memcpy(e->key, key, OTLS__STORE_KEY);
    e->size = sqlite3_column_int64(statement, 1);
    e->ttl_ms = expires > now ? expires - now : 0;
    return 1;
}

static int
scan(void *state, int64_t *cursor, struct otls__store_entry *entries,
    size_t *count)
{
    struct sqlite *s = state;
    const int room = *count > SCANNED_MAX ? SCANNED_MAX : (int)*count;
    const int64_t now = now_ms();
    unsigned char key[CURSOR_KEY];
    sqlite3_stmt *statement;
    size_t n = 0;
    int code, rows, rv;

    if (room == 0) {
        *count = 1;
        return otls__error(OTLS_E_TOO_SMALL, "there is room for no entry");
    }
    if ((rv = begin(s)) != OTLS_OK)
        return rv;
    statement = s->statement[SCAN];
    key_of_cursor(*cursor, key);
    (void)sqlite3_bind_blob(statement, 1, key, sizeof(key), SQLITE_STATIC);
    (void)sqlite3_bind_int(statement, 2, room);
    for (rows = 0; (code = sqlite3_step(statement)) == SQLITE_ROW; rows++)
        n += (size_t)read_entry(statement, now, &entries[n]);
    *count = n;
    *cursor = rows < room || n == 0 ? 0 : cursor_behind(entries[n - 1].key);
    return end(s, statement, code);
}

static void
finish(void *state)
{
    struct sqlite *s = state;

    let_go(s);
    (void)pthread_mutex_destroy(&s->lock);
    otls__free(s->path);
    otls__free(s);
}

static const struct otls__store_backend sqlite = {
    .put = put,
    .get = get,
    .remove = forget,
    .count = count,
    .purge = purge,
    .scan = scan,
    .close = finish,
    .put_new = put_new,
};

/* What is damaged or locked when it is opened may be mended later: only a
 * path that can't be one is an error. */
int
otls__store_sqlite_open(const struct otls__store_url *url,
    const struct otls__store_backend **backend, void **state)
{
    struct sqlite *s;

    if (url->rest[0] != '/')
        return otls__error(OTLS_E_INVALID,
            "the URL of an SQLite store has the file's whole path: "
            "\"sqlite:/var/lib/site/sessions.db\"");
    if ((s = otls__calloc(1, sizeof(*s))) == NULL)
        return otls__error_memory();
    if ((s->path = otls__strdup(url->rest)) == NULL) {
        otls__free(s);
        return otls__error_memory();
    }
    (void)pthread_mutex_init(&s->lock, NULL);
    s->deadline_ms = url->deadline_ms;
    s->max_entries = url->max_entries == 0 ? MAX_ENTRIES : url->max_entries;
    s->max_bytes = url->max_bytes == 0 ? MAX_BYTES : url->max_bytes;
    *backend = &sqlite;
    *state = s;
    return OTLS_OK;
}

#endif
