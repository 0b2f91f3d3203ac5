#include "curl_fetch.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// Numbers of curl/curl.h, which never change; the library is opened by name, so that programs that
// fetch nothing neither load nor need it.
enum {
  option_write_data = 10001,
  option_url = 10002,
  option_error_buffer = 10010,
  option_user_agent = 10018,
  option_write_function = 20011,
  option_timeout = 13,
  option_fail_on_error = 45,
  option_follow_location = 52,
  option_max_redirects = 68,
  option_connect_timeout = 78,
  option_no_signal = 99,
  option_accept_encoding = 10102,
  option_protocols = 181,
  option_redirect_protocols = 182,
  protocol_https = 2,
  info_response_code = 0x200002,
  info_content_type = 0x100012,
};

typedef void *(*easy_init)(void);
typedef int (*easy_setopt)(void *, int, ...);
typedef int (*easy_perform)(void *);
typedef int (*easy_getinfo)(void *, int, ...);
typedef void (*easy_cleanup)(void *);
typedef const char *(*easy_strerror)(int);

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

static void *open_library(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
  }
  return NULL;
}

void spendtop_fetch(const char *url, size_t limit, long seconds, struct spendtop_transfer *transfer) {
  memset(transfer, 0, sizeof *transfer);
  transfer->code = -1;
  void *library = open_library();
  if (!library) return;
  easy_init init = (easy_init)dlsym(library, "curl_easy_init");
  easy_setopt set = (easy_setopt)dlsym(library, "curl_easy_setopt");
  easy_perform perform = (easy_perform)dlsym(library, "curl_easy_perform");
  easy_getinfo info = (easy_getinfo)dlsym(library, "curl_easy_getinfo");
  easy_cleanup cleanup = (easy_cleanup)dlsym(library, "curl_easy_cleanup");
  easy_strerror words = (easy_strerror)dlsym(library, "curl_easy_strerror");
  if (!init || !set || !perform || !info || !cleanup || !words) return;
  void *handle = init();
  if (!handle) return;

  struct sink sink = {.limit = limit};
  set(handle, option_url, url);
  set(handle, option_protocols, (long)protocol_https);
  set(handle, option_redirect_protocols, (long)protocol_https);
  set(handle, option_follow_location, 1L);
  set(handle, option_max_redirects, 5L);
  set(handle, option_fail_on_error, 1L);
  set(handle, option_no_signal, 1L);
  set(handle, option_connect_timeout, 15L);
  set(handle, option_timeout, seconds);
  set(handle, option_accept_encoding, "");
  set(handle, option_user_agent, "spendtop");
  set(handle, option_error_buffer, transfer->message);
  set(handle, option_write_function, receive);
  set(handle, option_write_data, &sink);
  transfer->code = perform(handle);
  info(handle, info_response_code, &transfer->status);
  const char *type = NULL;
  info(handle, info_content_type, &type);
  if (type) strncpy(transfer->type, type, sizeof transfer->type - 1);
  if (transfer->code != 0 && !transfer->message[0])
    strncpy(transfer->message, words(transfer->code), sizeof transfer->message - 1);
  cleanup(handle);
  if (transfer->code == 0) {
    transfer->bytes = sink.bytes;
    transfer->count = sink.count;
  } else {
    free(sink.bytes);
  }
}
