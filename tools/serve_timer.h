/* SPDX-License-Identifier: ISC */
#ifndef OTLS_SERVE_TIMER_H
#define OTLS_SERVE_TIMER_H

#include <stdint.h>

/*
 * Timers of a few kinds, where all of a kind run for the same time: so the
 * one that was set first ends first, and a list does for each.
 */
struct timer {
    struct timer *next;
    struct timer *previous;
    int64_t end;
};

struct timer_list {
    /* a ring, |head| standing between the last and the first */
    struct timer head;
    int64_t limit;
};

void timer_list_init(struct timer_list *list, int64_t limit_ms);

/* A timer that is all zero isn't set. */
void timer_set(struct timer *timer, struct timer_list *list, int64_t now);
void timer_clear(struct timer *timer);

/* The first that has ended, or NULL. */
struct timer *timer_ended(struct timer_list *list, int64_t now);

/* When the first ends, or INT64_MAX. */
int64_t timer_next(const struct timer_list *list);

#endif
