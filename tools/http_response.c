/* SPDX-License-Identifier: ISC */
#include "http_response.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const struct {
    int status;
    const char *text;
} statuses[] = {
    {200, "200 OK"},
    {400, "400 Bad Request"},
    {404, "404 Not Found"},
    {405, "405 Method Not Allowed"},
    {408, "408 Request Timeout"},
    {413, "413 Content Too Large"},
    {414, "414 URI Too Long"},
    {431, "431 Request Header Fields Too Large"},
    {503, "503 Service Unavailable"},
    {505, "505 HTTP Version Not Supported"},
};

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    {"avif", "image/avif"},
    {"css", "text/css; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"gif", "image/gif"},
    {"htm", "text/html; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"ico", "image/vnd.microsoft.icon"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"md", "text/markdown; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"mp4", "video/mp4"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"txt", "text/plain; charset=utf-8"},
    {"wasm", "application/wasm"},
    {"webp", "image/webp"},
    {"woff2", "font/woff2"},
    {"xml", "application/xml"},
};

const char *
http_response_status(int status)
{
    size_t i;

    for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (statuses[i].status == status)
            return statuses[i].text;
    return "500 Internal Server Error";
}

const char *
http_response_type(const char *name)
{
    const char *file = strrchr(name, '/');
    const char *dot = strrchr(file == NULL ? name : file, '.');
    size_t i;

    for (i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcasecmp(types[i].ending, dot + 1) == 0)
            return types[i].type;
    return "application/octet-stream";
}

/* In English whatever the locale, so not by strftime(). */
static void
format_date(char *buf, size_t cap)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t now = time(NULL);
    struct tm tm;

    memset(&tm, 0, sizeof(tm));
    (void)gmtime_r(&now, &tm);
    (void)snprintf(buf, cap, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT",
        days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
        tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

size_t
http_response_head(char *buf, const struct http_response *response)
{
    char date[64];
    int n;

    format_date(date, sizeof(date));
    n = snprintf(buf, HTTP_RESPONSE_ROOM,
        "HTTP/1.1 %s\r\n"
        "Date: %s\r\n"
        "Content-Type: %s\r\n"
        "Content-Length: %" PRId64 "\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "%s%s%s\r\n",
        http_response_status(response->status), date, response->type,
        response->length,
        response->status == 405 ? "Allow: GET, HEAD\r\n" : "",
        response->fresh ? "Cache-Control: no-store\r\n" : "",
        response->keep_alive ? "" : "Connection: close\r\n");
    return n < 0 ? 0 : (size_t)n;
}
