/* SPDX-License-Identifier: ISC */
#include "http_request.h"

#include <string.h>
#include <strings.h>

#define BAD 400

static int
is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static int
is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_token(const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++)
        if (!is_letter((unsigned char)text[i]) &&
            !is_digit((unsigned char)text[i]) &&
            (text[i] == '\0' || strchr("!#$%&'*+-.^_`|~", text[i]) == NULL))
            return 0;
    return len > 0;
}

static int
hex_value(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)((at - digits) % 16);
}

/* From the slash to a question mark or the end, into |path|. */
static int
decode_path(char *path, const char *text)
{
    int high, low;

    for (; *text != '\0' && *text != '?'; text++) {
        if (*text == '#')
            return BAD;
        if (*text != '%') {
            *path++ = *text;
            continue;
        }
        high = hex_value(text[1]);
        low = high < 0 ? -1 : hex_value(text[2]);
        if (low < 0 || high * 16 + low == 0)
            return BAD;
        *path++ = (char)(high * 16 + low);
        text += 2;
    }
    *path = '\0';
    return HTTP_MORE;
}

/* A path, or a whole address, which proxies send. */
static int
take_target(struct http_request *request, const char *target)
{
    static const char scheme[] = "https://";
    size_t len = sizeof(scheme) - 1;

    if (strncasecmp(target, scheme, len) == 0) {
        target += len;
        len = strcspn(target, "/?#@");
        if (len == 0 || target[len] == '@')
            return BAD;
        target += len;
        if (*target == '\0' || *target == '?') {
            request->path[0] = '/';
            request->path[1] = '\0';
            return HTTP_MORE;
        }
    }
    if (target[0] != '/')
        return BAD;
    return decode_path(request->path, target);
}

static int
take_version(struct http_request *request, const char *version)
{
    if (strncmp(version, "HTTP/", 5) != 0 ||
        !is_digit((unsigned char)version[5]) || version[6] != '.' ||
        !is_digit((unsigned char)version[7]) || version[8] != '\0')
        return BAD;
    if (version[5] != '1')
        return 505;
    request->version = version[7] == '0' ? 0 : 1;
    request->keep_alive = request->version;
    return HTTP_MORE;
}

static int
take_request_line(struct http_request *request)
{
    char *target = strchr(request->line, ' ');
    char *version = strrchr(request->line, ' ');
    int answer;

    if (target == NULL || target == version)
        return BAD;
    *target++ = '\0';
    *version++ = '\0';
    if (!is_token(request->line, strlen(request->line)) ||
        strchr(target, ' ') != NULL || *target == '\0')
        return BAD;
    if ((answer = take_version(request, version)) != HTTP_MORE)
        return answer;
    request->head = strcmp(request->line, "HEAD") == 0;
    if (!request->head && strcmp(request->line, "GET") != 0)
        return 405;
    return take_target(request, target);
}

/* The name of a host and a port, as an address has them. */
static int
take_host(struct http_request *request, const char *value)
{
    size_t i;

    if (++request->hosts > 1)
        return BAD;
    for (i = 0; value[i] != '\0'; i++)
        if (!is_letter((unsigned char)value[i]) &&
            !is_digit((unsigned char)value[i]) &&
            strchr("-._~%!$&'()*+,;=:[]", value[i]) == NULL)
            return BAD;
    return HTTP_MORE;
}

static int
take_length(struct http_request *request, const char *value)
{
    size_t digits = strspn(value, "0123456789");

    if (++request->lengths > 1 || digits == 0 || value[digits] != '\0')
        return BAD;
    if (strspn(value, "0") != digits)
        request->body = 1;
    return HTTP_MORE;
}

/* Whether the list has the word. */
static int
lists(const char *list, const char *word)
{
    size_t len;

    while (*list != '\0') {
        list += strspn(list, ", \t");
        len = strcspn(list, ", \t");
        if (len == strlen(word) && strncasecmp(list, word, len) == 0)
            return 1;
        list += len;
    }
    return 0;
}

static int
take_connection(struct http_request *request, const char *value)
{
    if (lists(value, "close"))
        request->keep_alive = -1;
    else if (request->keep_alive == 0 && lists(value, "keep-alive"))
        request->keep_alive = 1;
    return HTTP_MORE;
}

static int
take_field(struct http_request *request)
{
    char *colon = strchr(request->line, ':');
    char *value, *end;

    if (++request->fields > HTTP_FIELDS_MAX)
        return 431;
    if (colon == NULL ||
        !is_token(request->line, (size_t)(colon - request->line)))
        return BAD;
    *colon = '\0';
    value = colon + 1 + strspn(colon + 1, " \t");
    end = value + strlen(value);
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    if (strcasecmp(request->line, "Host") == 0)
        return take_host(request, value);
    if (strcasecmp(request->line, "Content-Length") == 0)
        return take_length(request, value);
    if (strcasecmp(request->line, "Transfer-Encoding") == 0)
        return BAD;
    if (strcasecmp(request->line, "Connection") == 0)
        return take_connection(request, value);
    return HTTP_MORE;
}

static int
finish(struct http_request *request)
{
    if (request->version == 1 && request->hosts == 0)
        return BAD;
    if (request->body)
        return 413;
    if (request->keep_alive < 0)
        request->keep_alive = 0;
    return HTTP_COMPLETE;
}

static int
take_line(struct http_request *request)
{
    size_t len = request->len;

    request->line[len] = '\0';
    request->len = 0;
    if (request->begun)
        return len == 0 ? finish(request) : take_field(request);
    /* some clients end a body that has an end with one more */
    if (len == 0)
        return request->blank++ == 0 ? HTTP_MORE : BAD;
    request->begun = 1;
    return take_request_line(request);
}

/* A line has blanks and what can be seen; a field may have other bytes, and
 * tabs. */
static int
may_stand(const struct http_request *request, unsigned char c)
{
    if (request->begun)
        return c == '\t' || (c >= ' ' && c != 0x7f);
    return c >= ' ' && c < 0x7f;
}

static int
take_byte(struct http_request *request, unsigned char c)
{
    int too_long = request->begun ? 431 : 414;
    int after_cr = request->len > 0 && request->line[request->len - 1] == '\r';

    if (++request->total > HTTP_HEAD_MAX)
        return too_long;
    if (after_cr != (c == '\n'))
        return BAD;
    if (c == '\n') {
        request->len--;
        return take_line(request);
    }
    if (c != '\r' && !may_stand(request, c))
        return BAD;
    if (request->len + (c != '\r') > HTTP_LINE_MAX)
        return too_long;
    request->line[request->len++] = (char)c;
    return HTTP_MORE;
}

void
http_request_begin(struct http_request *request)
{
    request->head = 0;
    request->keep_alive = 0;
    request->path[0] = '\0';
    request->len = 0;
    request->total = 0;
    request->version = 0;
    request->begun = 0;
    request->blank = 0;
    request->fields = 0;
    request->hosts = 0;
    request->lengths = 0;
    request->body = 0;
}

int
http_request_take(
    struct http_request *request, const char *bytes, size_t len, size_t *used)
{
    int answer = HTTP_MORE;

    for (*used = 0; answer == HTTP_MORE && *used < len; ++*used)
        answer = take_byte(request, (unsigned char)bytes[*used]);
    return answer;
}
