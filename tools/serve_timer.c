/* SPDX-License-Identifier: ISC */
#include "serve_timer.h"

#include <stddef.h>

void
timer_list_init(struct timer_list *list, int64_t limit_ms)
{
    list->head.next = list->head.previous = &list->head;
    list->limit = limit_ms;
}

void
timer_clear(struct timer *timer)
{
    if (timer->next == NULL)
        return;
    timer->next->previous = timer->previous;
    timer->previous->next = timer->next;
    timer->next = timer->previous = NULL;
}

void
timer_set(struct timer *timer, struct timer_list *list, int64_t now)
{
    timer_clear(timer);
    timer->end = now + list->limit;
    timer->next = &list->head;
    timer->previous = list->head.previous;
    timer->previous->next = timer;
    list->head.previous = timer;
}

struct timer *
timer_ended(struct timer_list *list, int64_t now)
{
    struct timer *first = list->head.next;

    return first != &list->head && first->end <= now ? first : NULL;
}

int64_t
timer_next(const struct timer_list *list)
{
    return list->head.next == &list->head ? INT64_MAX : list->head.next->end;
}
