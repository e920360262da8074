/* SPDX-License-Identifier: ISC */
#include "base/handle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

/*
 * handle:   kind 6 | generation 25 | slot 22         (53 bits)
 * word:     kind 6 | generation 25 | closing 1 | references 32
 *
 * A slot's word says which handle it answers to and how many calls are
 * inside its object. Kind and generation sit side by side in both, so that
 * one comparison of the word's upper half settles that a handle is alive.
 * Slots stand in chunks that are never freed: any integer leads to valid
 * memory or to none.
 */
#define SLOT_BITS OTLS__HANDLE_SLOT_BITS
#define GENERATION_BITS OTLS__HANDLE_GENERATION_BITS
#define KIND_BITS OTLS__HANDLE_KIND_BITS
#define GENERATION_MAX ((1u << GENERATION_BITS) - 1)
#define KIND_MAX ((1u << KIND_BITS) - 1)
#define SLOT_MASK ((1u << SLOT_BITS) - 1)

#define CHUNK_BITS 10
#define CHUNK_SLOTS (1u << CHUNK_BITS)
#define CHUNKS (1u << (SLOT_BITS - CHUNK_BITS))

#define CLOSING (UINT64_C(1) << 32)
#define IDENTITY_SHIFT 33
#define REFERENCES UINT64_C(0xffffffff)

#define NO_SLOT UINT32_MAX

struct slot {
    _Alignas(64) _Atomic uint64_t word;
    void *object;
    otls__destroy *destroy;
    uint32_t next;
};

static struct slot *_Atomic chunks[CHUNKS];

/* The rest is guarded by the lock, but for what is atomic. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t slots = 1; /* 0 is never used: no handle cut to 32 bits is 0 */
static uint32_t free_first = NO_SLOT, free_last = NO_SLOT;
static _Atomic int64_t alive[KIND_MAX + 1];

uint32_t otls__handle_first_generation = 1;
uint32_t otls__handle_max_slots = SLOT_MASK;

static const char *const kind_names[KIND_MAX + 1] = {
#define OTLS_KIND(name, number, text) [number] = text,
#include "base/kinds.def"
#undef OTLS_KIND
};

const char *
otls__handle_kind_name(int kind)
{
    return kind < 1 || kind > (int)KIND_MAX ? NULL : kind_names[kind];
}

static uint32_t
slot_of(otls_handle handle)
{
    return (uint32_t)handle & SLOT_MASK;
}

static uint64_t
identity_of(otls_handle handle)
{
    return (uint64_t)handle >> SLOT_BITS;
}

static uint32_t
generation_of(uint64_t identity)
{
    return (uint32_t)identity & GENERATION_MAX;
}

static int
kind_of(uint64_t identity)
{
    return (int)(identity >> GENERATION_BITS);
}

static struct slot *
slot_at(uint32_t index)
{
    struct slot *chunk = atomic_load_explicit(
        &chunks[index >> CHUNK_BITS], memory_order_acquire);

    return chunk == NULL ? NULL : &chunk[index & (CHUNK_SLOTS - 1)];
}

static const char *
article(const char *noun)
{
    return strchr("aeiou", noun[0]) != NULL ? "an" : "a";
}

static int
unknown(otls_handle handle)
{
    return otls__error(OTLS_E_HANDLE_UNKNOWN,
        "%lld was never issued as a handle", (long long)handle);
}

/* Why a handle does not lead to a live object of the |wanted| kind. */
static int
refuse(otls_handle handle, int wanted)
{
    const uint64_t identity = identity_of(handle);
    struct slot *s;
    uint64_t word;
    const char *name, *want;

    if (handle == 0)
        return otls__error(OTLS_E_HANDLE_NONE,
            "the handle is 0: open or make an object first");
    if (handle >= INT32_MIN && handle <= (otls_handle)UINT32_MAX)
        return otls__error(OTLS_E_HANDLE_TRUNCATED,
            "%lld is a handle cut to 32 bits: declare argtypes, or pass a "
            "64-bit integer",
            (long long)handle);
    name = handle < 0 ? NULL : otls__handle_kind_name(kind_of(identity) & 63);
    if (name == NULL || kind_of(identity) > (int)KIND_MAX ||
        (s = slot_at(slot_of(handle))) == NULL)
        return unknown(handle);
    word = atomic_load(&s->word);
    if (generation_of(identity) == 0 ||
        generation_of(identity) > generation_of(word >> IDENTITY_SHIFT))
        return unknown(handle);
    if (generation_of(identity) < generation_of(word >> IDENTITY_SHIFT) ||
        kind_of(word >> IDENTITY_SHIFT) == 0)
        return otls__error(OTLS_E_HANDLE_STALE,
            "the %s that %lld named has been freed", name, (long long)handle);
    if (identity != word >> IDENTITY_SHIFT)
        return unknown(handle);
    if ((word & CLOSING) != 0)
        return otls__error(OTLS_E_HANDLE_STALE,
            "the %s that %lld named has been freed", name, (long long)handle);
    want = otls__handle_kind_name(wanted);
    return otls__error(OTLS_E_HANDLE_KIND,
        "the handle names %s %s, and %s %s is needed", article(name), name,
        article(want == NULL ? "other" : want), want == NULL ? "other" : want);
}

static uint64_t
live_word(uint64_t identity)
{
    return identity << IDENTITY_SHIFT;
}

/* The slot of a handle that has the form of one and the kind, or NULL. */
static struct slot *
candidate(otls_handle handle, int kind)
{
    const uint64_t identity = identity_of(handle);

    if (handle <= (otls_handle)UINT32_MAX ||
        kind_of(identity) > (int)KIND_MAX ||
        (kind != 0 && kind_of(identity) != kind))
        return NULL;
    return slot_at(slot_of(handle));
}

int
otls__handle_get(otls_handle handle, int kind, void **object)
{
    const uint64_t live = live_word(identity_of(handle));
    struct slot *s = candidate(handle, kind);
    uint64_t word;

    if (s == NULL)
        return refuse(handle, kind);
    word = atomic_load_explicit(&s->word, memory_order_relaxed);
    do {
        if ((word & ~REFERENCES) != live)
            return refuse(handle, kind);
    } while (!atomic_compare_exchange_weak_explicit(&s->word, &word, word + 1,
        memory_order_acquire, memory_order_relaxed));
    *object = s->object;
    return OTLS_OK;
}

static void
free_list_append(struct slot *s, uint32_t index)
{
    s->next = NO_SLOT;
    if (free_last == NO_SLOT)
        free_first = index;
    else
        slot_at(free_last)->next = index;
    free_last = index;
}

/* Nobody can reach the object any more: end it, and give its slot another
 * generation, or none where the last one was used. */
static void
finish(struct slot *s, uint32_t index)
{
    const uint64_t identity = atomic_load(&s->word) >> IDENTITY_SHIFT;
    void *object = s->object;
    otls__destroy *destroy = s->destroy;

    s->object = NULL;
    (void)atomic_fetch_sub(&alive[kind_of(identity)], 1);
    (void)atomic_fetch_sub(&alive[0], 1);
    destroy(object);
    (void)pthread_mutex_lock(&lock);
    if (generation_of(identity) < GENERATION_MAX) {
        atomic_store(
            &s->word, live_word((uint64_t)generation_of(identity) + 1));
        free_list_append(s, index);
    } else {
        atomic_store(&s->word, live_word(GENERATION_MAX));
    }
    (void)pthread_mutex_unlock(&lock);
}

void
otls__handle_put(otls_handle handle)
{
    struct slot *s = slot_at(slot_of(handle));
    const uint64_t before =
        atomic_fetch_sub_explicit(&s->word, 1, memory_order_acq_rel);

    if ((before & CLOSING) != 0 && (before & REFERENCES) == 1)
        finish(s, slot_of(handle));
}

int
otls__handle_free(otls_handle handle, int kind)
{
    const uint64_t live = live_word(identity_of(handle));
    struct slot *s;
    uint64_t word;

    if (handle == 0)
        return OTLS_OK;
    if ((s = candidate(handle, kind)) == NULL)
        return refuse(handle, kind);
    word = atomic_load(&s->word);
    do {
        if ((word & ~REFERENCES) != live)
            return refuse(handle, kind);
    } while (!atomic_compare_exchange_weak(&s->word, &word, word | CLOSING));
    if ((word & REFERENCES) == 0)
        finish(s, slot_of(handle));
    return OTLS_OK;
}

int
otls__handle_kind(otls_handle handle)
{
    void *object;
    int rv;

    if ((rv = otls__handle_get(handle, 0, &object)) != OTLS_OK)
        return rv;
    otls__handle_put(handle);
    return kind_of(identity_of(handle));
}

int
otls__handle_count(int kind, int64_t *count)
{
    if (kind != 0 && otls__handle_kind_name(kind) == NULL)
        return otls__error(OTLS_E_INVALID, "there is no kind %d", kind);
    *count = atomic_load(&alive[kind]);
    return OTLS_OK;
}

/* A slot that was never used, its chunk made where it is the first of one. */
static int
slot_new(uint32_t *index)
{
    struct slot *chunk;
    uint32_t i;

    if (slots > otls__handle_max_slots)
        return otls__error(OTLS_E_HANDLE_LIMIT,
            "%u handles are alive or spent; free some", slots - 1);
    if (atomic_load(&chunks[slots >> CHUNK_BITS]) == NULL) {
        chunk = otls__aligned_calloc(64, CHUNK_SLOTS * sizeof(*chunk));
        if (chunk == NULL)
            return otls__error_memory();
        for (i = 0; i < CHUNK_SLOTS; i++)
            atomic_init(&chunk[i].word, 0);
        atomic_store_explicit(
            &chunks[slots >> CHUNK_BITS], chunk, memory_order_release);
    }
    *index = slots++;
    atomic_store(
        &slot_at(*index)->word, live_word(otls__handle_first_generation));
    return OTLS_OK;
}

int
otls__handle_new(
    int kind, void *object, otls__destroy *destroy, otls_handle *handle)
{
    struct slot *s;
    uint32_t index = NO_SLOT;
    uint64_t identity;
    int rv = OTLS_OK;

    (void)pthread_mutex_lock(&lock);
    if (free_first != NO_SLOT) {
        index = free_first;
        free_first = slot_at(index)->next;
        if (free_first == NO_SLOT)
            free_last = NO_SLOT;
    } else {
        rv = slot_new(&index);
    }
    (void)pthread_mutex_unlock(&lock);
    if (rv != OTLS_OK)
        return rv;
    s = slot_at(index);
    s->object = object;
    s->destroy = destroy;
    (void)atomic_fetch_add(&alive[kind], 1);
    (void)atomic_fetch_add(&alive[0], 1);
    identity = (uint64_t)kind << GENERATION_BITS |
               generation_of(atomic_load(&s->word) >> IDENTITY_SHIFT);
    atomic_store_explicit(&s->word, live_word(identity), memory_order_release);
    *handle = (otls_handle)(identity << SLOT_BITS | index);
    return OTLS_OK;
}
