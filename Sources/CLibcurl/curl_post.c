#include "curl_post.h"
#include "curl_library.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

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
  const struct curl_library *curl = spendtop_curl();
  if (!curl) return spendtop_http_no_library;
  struct transfer transfer = {.answer = answer, .is_plain = strncasecmp(url, "http://", 7) == 0};
  if (transfer.is_plain && !allow_http) return spendtop_http_forbidden;
  CURL *easy = spendtop_curl_handle(curl, url, allow_http ? PROTO_HTTP | PROTO_HTTPS : PROTO_HTTPS);
  if (!easy) return spendtop_http_failed;
  struct curl_slist *list = NULL;
  for (; headers && *headers; headers++) list = curl->append(list, *headers);
  list = curl->append(list, "Expect:");
  curl->setopt(easy, OPT_FOLLOWLOCATION, 0L);
  curl->setopt(easy, OPT_CONNECTTIMEOUT_MS, 5000L);
  curl->setopt(easy, OPT_TIMEOUT_MS, 10000L);
  curl->setopt(easy, OPT_POST, 1L);
  curl->setopt(easy, OPT_POSTFIELDSIZE_LARGE, (long long)length);
  curl->setopt(easy, OPT_POSTFIELDS, body);
  curl->setopt(easy, OPT_HTTPHEADER, list);
  curl->setopt(easy, OPT_WRITEFUNCTION, take);
  curl->setopt(easy, OPT_WRITEDATA, &transfer);
  curl->setopt(easy, OPT_OPENSOCKETFUNCTION, open_socket);
  curl->setopt(easy, OPT_OPENSOCKETDATA, &transfer);
  int code = curl->perform(easy);
  int outcome = spendtop_http_answered;
  curl->getinfo(easy, INFO_RESPONSE_CODE, &answer->status);
  long long wait = 0;
  if (curl->getinfo(easy, INFO_RETRY_AFTER, &wait) == 0 && wait > 0) answer->retry_after = (long)wait;
  /* An answer that is too long was an answer all the same: its status is known. */
  if (code != 0 && !(transfer.total > largest_answer && answer->status != 0)) {
    outcome = transfer.was_forbidden ? spendtop_http_forbidden : spendtop_http_failed;
    strncpy(answer->error, curl->strerror(code), sizeof answer->error - 1);
  }
  curl->free_all(list);
  curl->cleanup(easy);
  return outcome;
}
