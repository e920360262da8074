/* SPDX-License-Identifier: ISC */
#include "json.h"

#include <stdio.h>
#include <string.h>

/* How many bytes the character at |s| has, or 0 where it is not UTF-8. */
static size_t
utf8_length(const unsigned char *s)
{
    size_t len = s[0] < 0x80                   ? 1
                 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
                 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
                 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                               : 0;
    size_t i;

    for (i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    /* too long for what it is, a half of a pair, or beyond the last */
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return len;
}

void
json_print_string(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t len;

    if (text[0] == '\0') {
        (void)fputs("null", stdout);
        return;
    }
    (void)fputc('"', stdout);
    for (; *s != '\0'; s += len > 0 ? len : 1) {
        len = utf8_length(s);
        if (len == 0)
            (void)fputs("\\ufffd", stdout);
        else if (*s < ' ' || *s == 0x7f)
            (void)printf("\\u%04x", *s);
        else if (*s == '"' || *s == '\\')
            (void)printf("\\%c", *s);
        else
            (void)fwrite(s, 1, len, stdout);
    }
    (void)fputc('"', stdout);
}
