#include "host/client/aws_keys.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/client/ini_file.h"

struct reader {
    struct aws_keys *keys;
    const char *other; /* how else the profile gets keys, which is not known */
};

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value ? value : "";
}

/* What does not fit is no key: it would only be refused later. */
static void set(char *to, size_t room, const char *value)
{
    if (strlen(value) < room)
        memcpy(to, value, strlen(value) + 1);
}

static bool take_environment(struct aws_keys *keys)
{
    const char *id = variable("AWS_ACCESS_KEY_ID");
    const char *secret = variable("AWS_SECRET_ACCESS_KEY");

    if (!*id || !*secret)
        return false;
    set(keys->id, sizeof keys->id, id);
    set(keys->secret, sizeof keys->secret, secret);
    set(keys->token, sizeof keys->token, variable("AWS_SESSION_TOKEN"));
    return true;
}

static void take_line(void *self, const char *key, const char *value)
{
    static const char *const others[] = {"sso_session", "sso_start_url",
                                         "credential_process", "role_arn",
                                         "web_identity_token_file"};
    struct reader *r = self;
    struct aws_keys *keys = r->keys;

    if (!strcmp(key, "aws_access_key_id"))
        set(keys->id, sizeof keys->id, value);
    else if (!strcmp(key, "aws_secret_access_key"))
        set(keys->secret, sizeof keys->secret, value);
    else if (!strcmp(key, "aws_session_token"))
        set(keys->token, sizeof keys->token, value);
    else if (!strcmp(key, "region"))
        set(keys->region, sizeof keys->region, value);
    for (size_t i = 0; i < COUNT(others); i++)
        if (!strcmp(key, others[i]))
            r->other = others[i];
}

static void find_file(char path[PATH_MAX], const char *name, const char *usual)
{
    const char *given = variable(name);

    if (*given)
        (void)snprintf(path, PATH_MAX, "%s", given);
    else
        (void)snprintf(path, PATH_MAX, "%s/.aws/%s", variable("HOME"), usual);
}

/* *found: one of the files has the profile. */
static bool read_profile(struct reader *r, const char *profile, bool *found,
                         struct error *err)
{
    AUTO(struct buf, buf_free) config = BUF(INI_FILE_MAX_BYTES + 1);
    AUTO(struct buf, buf_free) credentials = BUF(INI_FILE_MAX_BYTES + 1);
    char path[PATH_MAX];
    char section[256];

    find_file(path, "AWS_CONFIG_FILE", "config");
    if (!ini_file_load(&config, path, err))
        return false;
    find_file(path, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
    if (!ini_file_load(&credentials, path, err))
        return false;
    (void)snprintf(section, sizeof section, "%s%s",
                   strcmp(profile, "default") != 0 ? "profile " : "", profile);
    *found = ini_file_each(&config, section, take_line, r);
    /* The keys of this file win. */
    *found = ini_file_each(&credentials, profile, take_line, r) || *found;
    return true;
}

static bool check_profile(const struct reader *r, const char *profile,
                          struct error *err)
{
    if (*r->keys->id && *r->keys->secret)
        return true;
    *r->keys->id = '\0';
    if (r->other)
        return error_set(
            err,
            "the AWS profile %s gets its keys by %s, which dayfly cannot use: "
            "run `eval \"$(aws configure export-credentials --profile %s "
            "--format env)\"` first, and leave the profile out",
            profile, r->other, profile);
    return true;
}

bool aws_keys_find(struct aws_keys *keys, const char *profile,
                   struct error *err)
{
    const char *given = profile ? profile : variable("AWS_PROFILE");
    const char *name = *given ? given : "default";
    struct reader r = {.keys = keys};
    bool found = false;

    *keys = (struct aws_keys){.id = ""};
    if (!read_profile(&r, name, &found, err))
        return false;
    /* A profile of the command line wins, one of the environment does not. */
    if (!profile && take_environment(keys))
        return true;
    if (!found && *given)
        return error_set(err,
                         "there is no AWS profile %s in ~/.aws/credentials or "
                         "~/.aws/config",
                         name);
    return check_profile(&r, name, err);
}
