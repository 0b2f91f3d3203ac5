/* libcurl, opened when it is first needed: programs that neither fetch nor send anything neither link it nor
   wait for it. */
#pragma once

#include <stddef.h>
#include <sys/socket.h>

/* The part of curl/curl.h that is used. Its numbers are an ABI that does not change within libcurl.so.4. */
typedef void CURL;
struct curl_slist;
struct curl_sockaddr {
  int family, socktype, protocol;
  unsigned int addrlen;
  struct sockaddr addr;
};

enum {
  OPT_FAILONERROR = 45,
  OPT_POST = 47,
  OPT_FOLLOWLOCATION = 52,
  OPT_SSL_VERIFYPEER = 64,
  OPT_MAXREDIRS = 68,
  OPT_SSL_VERIFYHOST = 81,
  OPT_NOSIGNAL = 99,
  OPT_TIMEOUT_MS = 155,
  OPT_CONNECTTIMEOUT_MS = 156,
  OPT_PROTOCOLS = 181,
  OPT_REDIR_PROTOCOLS = 182,
  OPT_WRITEDATA = 10001,
  OPT_URL = 10002,
  OPT_ERRORBUFFER = 10010,
  OPT_POSTFIELDS = 10015,
  OPT_USERAGENT = 10018,
  OPT_HTTPHEADER = 10023,
  OPT_ACCEPT_ENCODING = 10102,
  OPT_OPENSOCKETDATA = 10164,
  OPT_NOPROXY = 10177,
  OPT_WRITEFUNCTION = 20011,
  OPT_OPENSOCKETFUNCTION = 20163,
  OPT_POSTFIELDSIZE_LARGE = 30120,
  INFO_CONTENT_TYPE = 0x100012,
  INFO_RESPONSE_CODE = 0x200002,
  INFO_RETRY_AFTER = 0x600039,
  PROTO_HTTP = 1,
  PROTO_HTTPS = 2
};

struct curl_library {
  CURL *(*init)(void);
  int (*setopt)(CURL *, int, ...);
  int (*perform)(CURL *);
  int (*getinfo)(CURL *, int, ...);
  void (*cleanup)(CURL *);
  const char *(*strerror)(int);
  struct curl_slist *(*append)(struct curl_slist *, const char *);
  void (*free_all)(struct curl_slist *);
};

/* NULL when it is not installed. */
const struct curl_library *spendtop_curl(void);

/* A handle that checks certificates, raises no signals and calls itself spendtop; NULL when there is no memory. */
CURL *spendtop_curl_handle(const struct curl_library *curl, const char *url, long protocols);
