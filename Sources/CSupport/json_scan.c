#define _GNU_SOURCE
#include "json_scan.h"

#include <string.h>

_Bool spend_contains(const uint8_t *text, size_t count, const uint8_t *wanted, size_t wantedCount) {
  return memmem(text, count, wanted, wantedCount) != 0;
}

ptrdiff_t spend_find(const uint8_t *text, size_t count, const uint8_t *wanted, size_t wantedCount) {
  const uint8_t *hit = memmem(text, count, wanted, wantedCount);
  return hit ? hit - text : -1;
}
