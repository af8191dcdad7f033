#include "host/archive/zip_entry.h"

#include <string.h>
#include <sys/stat.h>
#include <zip.h>

/* Programs that do not run on Unix write the mode, too, or none. */
static void read_mode(struct zip_entry *entry, zip_t *zip)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;

    (void)zip_file_get_external_attributes(zip, entry->at, 0, &system,
                                           &attributes);
    mode_t mode = (mode_t)(attributes >> 16);
    entry->is_executable = mode & 0111;
    if (entry->kind == ZIP_ENTRY_FOLDER || S_ISDIR(mode))
        entry->kind = ZIP_ENTRY_FOLDER;
    else if (S_ISLNK(mode))
        entry->kind = ZIP_ENTRY_LINK;
    else if (!S_ISREG(mode) && (mode & S_IFMT) &&
             (system == ZIP_OPSYS_UNIX || system == ZIP_OPSYS_OS_X))
        entry->kind = ZIP_ENTRY_OTHER;
}

static const char *read_coding(struct zip_entry *entry, zip_t *zip)
{
    zip_stat_t st;

    zip_stat_init(&st);
    if (zip_stat_index(zip, entry->at, 0, &st) != 0)
        return "cannot be read";
    entry->size = st.size;
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
        st.encryption_method != ZIP_EM_NONE)
        return "is encrypted";
    if ((st.valid & ZIP_STAT_COMP_METHOD) && st.comp_method != ZIP_CM_STORE &&
        st.comp_method != ZIP_CM_DEFLATE)
        return "has a compression other than deflate";
    return NULL;
}

void zip_entry_read(struct zip_entry *entry, struct zip *zip, uint64_t at)
{
    const char *name = zip_get_name(zip, at, ZIP_FL_ENC_RAW);
    size_t size = name ? strlen(name) : 0;

    entry->at = at;
    entry->kind = ZIP_ENTRY_FILE;
    while (size >= 2 && !strncmp(name, "./", 2)) {
        name += 2;
        size -= 2;
        entry->kind = size == 0 ? ZIP_ENTRY_ROOT : ZIP_ENTRY_FILE;
    }
    entry->is_executable = false;
    entry->fault = NULL;
    entry->size = 0;
    if (size >= sizeof entry->name) {
        entry->fault = "has a path longer than 4000 bytes";
        size = sizeof entry->name - 1;
    }
    memcpy(entry->name, name ? name : "", size);
    if (size > 0 && name[size - 1] == '/') {
        entry->kind = ZIP_ENTRY_FOLDER;
        size--;
    }
    entry->name[size] = '\0';
    if (entry->kind == ZIP_ENTRY_ROOT)
        return;
    read_mode(entry, zip);
    if (!entry->fault)
        entry->fault = entry_name_fault(entry->name);
    if (!entry->fault)
        entry->fault = read_coding(entry, zip);
    if (!entry->fault && entry->kind == ZIP_ENTRY_OTHER)
        entry->fault = "is neither a file, a folder nor a link";
}
