#include "host/static/static_type.h"

#include <string.h>
#include <strings.h>

#include "common/compiler.h"

static const struct static_type types[] = {
    {"html", "text/html; charset=utf-8", true},
    {"htm", "text/html; charset=utf-8", true},
    {"css", "text/css; charset=utf-8", true},
    {"js", "text/javascript; charset=utf-8", true},
    {"mjs", "text/javascript; charset=utf-8", true},
    {"cjs", "text/javascript; charset=utf-8", true},
    {"json", "application/json", true},
    {"map", "application/json", true},
    {"webmanifest", "application/manifest+json", true},
    {"jsonld", "application/ld+json", true},
    {"geojson", "application/geo+json", true},
    {"xml", "application/xml", true},
    {"xsl", "application/xml", true},
    {"xhtml", "application/xhtml+xml", true},
    {"rss", "application/rss+xml", true},
    {"atom", "application/atom+xml", true},
    {"txt", "text/plain; charset=utf-8", true},
    {"text", "text/plain; charset=utf-8", true},
    {"log", "text/plain; charset=utf-8", true},
    {"md", "text/markdown; charset=utf-8", true},
    {"csv", "text/csv; charset=utf-8", true},
    {"tsv", "text/tab-separated-values; charset=utf-8", true},
    {"ics", "text/calendar; charset=utf-8", true},
    {"vtt", "text/vtt; charset=utf-8", true},
    {"vcf", "text/vcard; charset=utf-8", true},
    {"yaml", "application/yaml", true},
    {"yml", "application/yaml", true},
    {"toml", "application/toml", true},
    {"sql", "application/sql", true},
    {"wasm", "application/wasm", true},
    {"svg", "image/svg+xml", true},
    {"png", "image/png", false},
    {"apng", "image/apng", false},
    {"jpg", "image/jpeg", false},
    {"jpeg", "image/jpeg", false},
    {"gif", "image/gif", false},
    {"webp", "image/webp", false},
    {"avif", "image/avif", false},
    {"ico", "image/x-icon", true},
    {"bmp", "image/bmp", true},
    {"tif", "image/tiff", false},
    {"tiff", "image/tiff", false},
    {"heic", "image/heic", false},
    {"jxl", "image/jxl", false},
    {"woff", "font/woff", false},
    {"woff2", "font/woff2", false},
    {"ttf", "font/ttf", true},
    {"otf", "font/otf", true},
    {"eot", "application/vnd.ms-fontobject", true},
    {"mp3", "audio/mpeg", false},
    {"m4a", "audio/mp4", false},
    {"aac", "audio/aac", false},
    {"flac", "audio/flac", false},
    {"ogg", "audio/ogg", false},
    {"oga", "audio/ogg", false},
    {"opus", "audio/ogg", false},
    {"wav", "audio/wav", false},
    {"weba", "audio/webm", false},
    {"mp4", "video/mp4", false},
    {"m4v", "video/mp4", false},
    {"webm", "video/webm", false},
    {"ogv", "video/ogg", false},
    {"mov", "video/quicktime", false},
    {"m3u8", "application/vnd.apple.mpegurl", true},
    {"mpd", "application/dash+xml", true},
    {"pdf", "application/pdf", false},
    {"epub", "application/epub+zip", false},
    {"zip", "application/zip", false},
    {"gz", "application/gzip", false},
    {"tgz", "application/gzip", false},
    {"tar", "application/x-tar", true},
    {"7z", "application/x-7z-compressed", false},
    {"zst", "application/zstd", false},
    {"docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     false},
    {"xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     false},
    {"pptx",
     "application/vnd.openxmlformats-officedocument.presentationml."
     "presentation",
     false},
    {"odt", "application/vnd.oasis.opendocument.text", false},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet", false},
    {"rtf", "application/rtf", true},
    {"parquet", "application/vnd.apache.parquet", false},
};

const struct static_type *static_type_of(const char *name)
{
    static const struct static_type unknown = {"", "application/octet-stream",
                                               false};
    const char *slash = strrchr(name, '/');
    const char *dot = strrchr(slash ? slash : name, '.');

    for (size_t i = 0; dot && i < COUNT(types); i++)
        if (!strcasecmp(types[i].end, dot + 1))
            return &types[i];
    return &unknown;
}

/* The lengths that esbuild, Rollup, webpack, Next.js and others use, with both
 * a digit and a letter: a date or a word is no hash. */
static bool is_hash(const char *text, size_t size)
{
    static const size_t sizes[] = {8, 10, 16, 20, 32, 40, 64};
    bool has_digit = false;
    bool has_letter = false;
    bool fits = false;

    for (size_t i = 0; i < COUNT(sizes); i++)
        fits = fits || sizes[i] == size;
    for (size_t i = 0; fits && i < size; i++) {
        char low = (char)(text[i] | 0x20);
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        bool is_letter = low >= 'a' && low <= 'z';
        has_digit = has_digit || is_digit;
        has_letter = has_letter || is_letter;
        fits = is_digit || is_letter || text[i] == '_';
    }
    return fits && has_digit && has_letter;
}

bool static_type_has_hash(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *last = slash ? slash + 1 : name;
    const char *end = last + strlen(last);
    const char *from;

    /* app.3f2a9c1b.js.map and app.3f2a9c1b.min.js have two ends. */
    for (int ends = 0; ends < 2; ends++) {
        while (end > last && *end != '.')
            end--;
        for (from = end; from > last && !strchr("-.", from[-1]);)
            from--;
        if (from > last && is_hash(from, (size_t)(end - from)))
            return true;
        if (end > last)
            end--;
    }
    return false;
}
