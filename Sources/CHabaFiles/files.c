#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "CHabaFiles.h"

// As the kernel has them, where the library does not say.
#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#endif

int haba_open_unnamed(const char *folder) {
#if defined(__linux__) && defined(O_TMPFILE)
  return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
#else
  (void)folder;
  errno = ENOSYS;
  return -1;
#endif
}

int haba_link_unnamed(int descriptor, const char *path) {
#if defined(__linux__) && defined(O_TMPFILE)
  char open_file[32];
  snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", descriptor);
  if (linkat(AT_FDCWD, open_file, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0) return 0;
  int first = errno;
  // Without /proc the descriptor itself may be linked, by whom the system trusts with it.
  if (first == ENOENT && linkat(descriptor, "", AT_FDCWD, path, AT_EMPTY_PATH) == 0) return 0;
  errno = first == ENOENT && errno == EEXIST ? EEXIST : first;
  return -1;
#else
  (void)descriptor, (void)path;
  errno = ENOSYS;
  return -1;
#endif
}

static int rename_with(const char *from, const char *to, unsigned flags) {
#if defined(__linux__)
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, flags);
#else
  (void)from, (void)to, (void)flags;
  errno = ENOSYS;
  return -1;
#endif
}

int haba_rename_exclusive(const char *from, const char *to) { return rename_with(from, to, RENAME_NOREPLACE); }

int haba_exchange(const char *one, const char *other) { return rename_with(one, other, RENAME_EXCHANGE); }

int haba_sync_file_system(int descriptor) {
#if defined(__linux__)
  return syncfs(descriptor);
#else
  return fsync(descriptor);
#endif
}
