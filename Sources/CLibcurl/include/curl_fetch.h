#pragma once
#include <stddef.h>

/// What became of a transfer.
struct spendtop_transfer {
  /// 0 when it arrived; a number of libcurl's else, or -1 when the library is not there.
  int code;
  /// Status of HTTP, 0 when none came.
  long status;
  /// The bytes, to be freed with `free`; NULL when none came.
  unsigned char *bytes;
  size_t count;
  /// Type of the content as the server states it; "" when it does not.
  char type[128];
  /// What went wrong, in words of libcurl's.
  char message[256];
};

/// Fetches `url` over HTTPS and nothing else, redirects included, within `seconds` and up to `limit`
/// bytes. Certificates are checked by the system's list. The library is opened when it is needed.
void spendtop_fetch(const char *url, size_t limit, long seconds, struct spendtop_transfer *transfer);
