#include "curl_fetch.h"
#include "curl_library.h"

#include <stdlib.h>
#include <string.h>

struct sink {
  unsigned char *bytes;
  size_t count, room, limit;
};

static size_t receive(const char *bytes, size_t size, size_t number, void *context) {
  struct sink *sink = context;
  size_t count = size * number;
  if (count > sink->limit - sink->count) return 0;
  if (sink->count + count > sink->room) {
    size_t room = sink->room ? sink->room * 2 : 65536;
    while (room < sink->count + count) room *= 2;
    unsigned char *larger = realloc(sink->bytes, room);
    if (!larger) return 0;
    sink->bytes = larger;
    sink->room = room;
  }
  memcpy(sink->bytes + sink->count, bytes, count);
  sink->count += count;
  return count;
}

void spendtop_fetch(const char *url, size_t limit, long seconds, struct spendtop_transfer *transfer) {
  memset(transfer, 0, sizeof *transfer);
  transfer->code = -1;
  const struct curl_library *curl = spendtop_curl();
  if (!curl) return;
  CURL *handle = spendtop_curl_handle(curl, url, PROTO_HTTPS);
  if (!handle) return;

  struct sink sink = {.limit = limit};
  curl->setopt(handle, OPT_FOLLOWLOCATION, 1L);
  curl->setopt(handle, OPT_MAXREDIRS, 5L);
  curl->setopt(handle, OPT_FAILONERROR, 1L);
  curl->setopt(handle, OPT_CONNECTTIMEOUT_MS, 15000L);
  curl->setopt(handle, OPT_TIMEOUT_MS, seconds * 1000);
  curl->setopt(handle, OPT_ACCEPT_ENCODING, "");
  curl->setopt(handle, OPT_ERRORBUFFER, transfer->message);
  curl->setopt(handle, OPT_WRITEFUNCTION, receive);
  curl->setopt(handle, OPT_WRITEDATA, &sink);
  transfer->code = curl->perform(handle);
  curl->getinfo(handle, INFO_RESPONSE_CODE, &transfer->status);
  const char *type = NULL;
  curl->getinfo(handle, INFO_CONTENT_TYPE, &type);
  if (type) strncpy(transfer->type, type, sizeof transfer->type - 1);
  if (transfer->code != 0 && !transfer->message[0])
    strncpy(transfer->message, curl->strerror(transfer->code), sizeof transfer->message - 1);
  curl->cleanup(handle);
  if (transfer->code == 0) {
    transfer->bytes = sink.bytes;
    transfer->count = sink.count;
  } else {
    free(sink.bytes);
  }
}
