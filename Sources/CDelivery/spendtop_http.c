#include "spendtop_http.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* The part of curl/curl.h that is used. Its numbers are an ABI that does not change within libcurl.so.4. */
typedef void CURL;
struct curl_slist;
struct curl_sockaddr {
  int family, socktype, protocol;
  unsigned int addrlen;
  struct sockaddr addr;
};
enum {
  OPT_WRITEDATA = 10001, OPT_URL = 10002, OPT_ERRORBUFFER = 10010, OPT_POSTFIELDS = 10015,
  OPT_HTTPHEADER = 10023, OPT_POST = 47, OPT_FOLLOWLOCATION = 52, OPT_SSL_VERIFYPEER = 64,
  OPT_SSL_VERIFYHOST = 81, OPT_NOSIGNAL = 99, OPT_POSTFIELDSIZE_LARGE = 30120, OPT_TIMEOUT_MS = 155,
  OPT_CONNECTTIMEOUT_MS = 156, OPT_OPENSOCKETFUNCTION = 20163, OPT_OPENSOCKETDATA = 10164,
  OPT_PROTOCOLS = 181, OPT_WRITEFUNCTION = 20011, INFO_RESPONSE_CODE = 0x200002, INFO_RETRY_AFTER = 0x600039,
  PROTO_HTTP = 1, PROTO_HTTPS = 2, GLOBAL_ALL = 3
};

static struct {
  CURL *(*init)(void);
  int (*setopt)(CURL *, int, ...);
  int (*perform)(CURL *);
  int (*getinfo)(CURL *, int, ...);
  void (*cleanup)(CURL *);
  const char *(*strerror)(int);
  struct curl_slist *(*append)(struct curl_slist *, const char *);
  void (*free_all)(struct curl_slist *);
  int is_open;
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  int (*global)(long) = dlsym(library, "curl_global_init");
  curl.init = dlsym(library, "curl_easy_init");
  curl.setopt = dlsym(library, "curl_easy_setopt");
  curl.perform = dlsym(library, "curl_easy_perform");
  curl.getinfo = dlsym(library, "curl_easy_getinfo");
  curl.cleanup = dlsym(library, "curl_easy_cleanup");
  curl.strerror = dlsym(library, "curl_easy_strerror");
  curl.append = dlsym(library, "curl_slist_append");
  curl.free_all = dlsym(library, "curl_slist_free_all");
  curl.is_open = global && curl.init && curl.setopt && curl.perform && curl.getinfo && curl.cleanup &&
                 curl.strerror && curl.append && curl.free_all && global(GLOBAL_ALL) == 0;
}

struct transfer {
  spendtop_http_answer *answer;
  size_t total;
  int is_plain;
  int was_forbidden;
};

static const size_t largest_answer = 64 << 10;

static size_t take(char *data, size_t size, size_t count, void *context) {
  struct transfer *transfer = context;
  size_t length = size * count;
  size_t room = sizeof transfer->answer->body - 1 - transfer->answer->length;
  size_t kept = length < room ? length : room;
  memcpy(transfer->answer->body + transfer->answer->length, data, kept);
  transfer->answer->length += kept;
  transfer->total += length;
  return transfer->total > largest_answer ? 0 : length;
}

static int is_loopback4(unsigned int host) { return host >> 24 == 127; }
static int is_link4(unsigned int host) { return host >> 16 == 0xA9FE || host >> 24 == 0; }

/* Decides on the address that will really be talked to, so that a name cannot mean two things. */
static int may_talk(const struct sockaddr *address, int is_plain) {
  if (address->sa_family == AF_INET) {
    unsigned int host = ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr);
    return is_plain ? is_loopback4(host) : !is_link4(host);
  }
  if (address->sa_family == AF_INET6) {
    const struct in6_addr *host = &((const struct sockaddr_in6 *)address)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(host)) {
      unsigned int inner;
      memcpy(&inner, host->s6_addr + 12, 4);
      return is_plain ? is_loopback4(ntohl(inner)) : !is_link4(ntohl(inner));
    }
    static const unsigned char metadata[16] = {0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54};
    if (is_plain) return IN6_IS_ADDR_LOOPBACK(host);
    return !IN6_IS_ADDR_LINKLOCAL(host) && !IN6_IS_ADDR_UNSPECIFIED(host) && memcmp(host, metadata, 16) != 0;
  }
  return 0;
}

static int open_socket(void *context, int purpose, struct curl_sockaddr *address) {
  (void)purpose;
  struct transfer *transfer = context;
  if (!may_talk(&address->addr, transfer->is_plain)) {
    transfer->was_forbidden = 1;
    return -1;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int spendtop_http_post(
    const char *url, const char *const *headers, const void *body, size_t length, int allow_http,
    spendtop_http_answer *answer) {
  memset(answer, 0, sizeof *answer);
  pthread_once(&once, open_library);
  if (!curl.is_open) return spendtop_http_no_library;
  struct transfer transfer = {.answer = answer, .is_plain = strncasecmp(url, "http://", 7) == 0};
  if (transfer.is_plain && !allow_http) return spendtop_http_forbidden;
  CURL *easy = curl.init();
  if (!easy) return spendtop_http_failed;
  struct curl_slist *list = NULL;
  for (; headers && *headers; headers++) list = curl.append(list, *headers);
  list = curl.append(list, "Expect:");
  curl.setopt(easy, OPT_URL, url);
  curl.setopt(easy, OPT_PROTOCOLS, (long)(allow_http ? PROTO_HTTP | PROTO_HTTPS : PROTO_HTTPS));
  curl.setopt(easy, OPT_FOLLOWLOCATION, 0L);
  curl.setopt(easy, OPT_SSL_VERIFYPEER, 1L);
  curl.setopt(easy, OPT_SSL_VERIFYHOST, 2L);
  curl.setopt(easy, OPT_NOSIGNAL, 1L);
  curl.setopt(easy, OPT_CONNECTTIMEOUT_MS, 5000L);
  curl.setopt(easy, OPT_TIMEOUT_MS, 10000L);
  curl.setopt(easy, OPT_POST, 1L);
  curl.setopt(easy, OPT_POSTFIELDSIZE_LARGE, (long long)length);
  curl.setopt(easy, OPT_POSTFIELDS, body);
  curl.setopt(easy, OPT_HTTPHEADER, list);
  curl.setopt(easy, OPT_WRITEFUNCTION, take);
  curl.setopt(easy, OPT_WRITEDATA, &transfer);
  curl.setopt(easy, OPT_OPENSOCKETFUNCTION, open_socket);
  curl.setopt(easy, OPT_OPENSOCKETDATA, &transfer);
  int code = curl.perform(easy);
  int outcome = spendtop_http_answered;
  curl.getinfo(easy, INFO_RESPONSE_CODE, &answer->status);
  long long wait = 0;
  if (curl.getinfo(easy, INFO_RETRY_AFTER, &wait) == 0 && wait > 0) answer->retry_after = (long)wait;
  /* An answer that is too long was an answer all the same: its status is known. */
  if (code != 0 && !(transfer.total > largest_answer && answer->status != 0)) {
    outcome = transfer.was_forbidden ? spendtop_http_forbidden : spendtop_http_failed;
    strncpy(answer->error, curl.strerror(code), sizeof answer->error - 1);
  }
  curl.free_all(list);
  curl.cleanup(easy);
  return outcome;
}
