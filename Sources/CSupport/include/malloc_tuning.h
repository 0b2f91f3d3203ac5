#pragma once
#include <malloc.h>

/* Returns large blocks to the system when they are freed, and limits the number of heaps to two: ingest frees
 * megabytes on another thread than the one that allocated them, and glibc would keep them. */
static inline void spendtop_keep_heap_small(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  mallopt(M_TRIM_THRESHOLD, 256 << 10);
  mallopt(M_ARENA_MAX, 2);
#endif
}

/* Returns free memory between allocations to the system. */
static inline void spendtop_trim_heap(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
