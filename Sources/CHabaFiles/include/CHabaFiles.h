// System calls that Swift's Glibc module leaves out. Every function gives -1 with errno where it fails.
#pragma once

/// Opens a new file in a folder for reading and writing, under no name: it goes away unless it is linked.
int haba_open_unnamed(const char *folder);

/// Gives a file that `haba_open_unnamed` opened a name, where nothing has that name.
int haba_link_unnamed(int descriptor, const char *path);

/// Renames, where nothing has the new name.
int haba_rename_exclusive(const char *from, const char *to);

/// Exchanges what two paths name, in one step.
int haba_exchange(const char *one, const char *other);

/// Writes the file system that holds the open file to its disk.
int haba_sync_file_system(int descriptor);
