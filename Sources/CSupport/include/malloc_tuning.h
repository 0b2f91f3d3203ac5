#pragma once
#include <malloc.h>

/* Large blocks go back to the system when they are freed, and threads share two heaps: ingest frees
 * megabytes on one thread that another has allocated, and glibc would keep them all. */
static inline void spendtop_keep_heap_small(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  mallopt(M_TRIM_THRESHOLD, 256 << 10);
  mallopt(M_ARENA_MAX, 2);
#endif
}
