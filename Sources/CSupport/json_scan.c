#define _GNU_SOURCE
#include "json_scan.h"

#include <string.h>

_Bool spend_contains(const uint8_t *text, size_t count, const uint8_t *wanted, size_t wantedCount) {
  return memmem(text, count, wanted, wantedCount) != 0;
}
