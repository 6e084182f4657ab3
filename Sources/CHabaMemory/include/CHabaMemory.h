#pragma once
#include <stddef.h>

// What happens when the C library has no more memory to give, in a program whose runtime would end it by a trap.
//
// The program that this is linked into takes every request for memory of its own and of all its libraries, hands it on
// to the C library, and looks at the result: where it is NULL, a handler is called first.

#ifdef __cplusplus
extern "C" {
#endif

/// Sets what to call, with the number of bytes, where a request is refused: on the thread that asked, which may hold
/// locks, and again within itself if it asks for more than there is. If it returns, so does the request, with NULL.
void haba_memory_on_refusal(void (*handler)(size_t bytes));

/// Writes the one line on stderr that tells of `bytes` that could not be had, behind `prefix`; takes no memory or lock.
void haba_memory_say_refusal(const char *prefix, size_t bytes);

#ifdef __cplusplus
}
#endif
