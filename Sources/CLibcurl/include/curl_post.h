/* POST over HTTPS, to receivers that may be hostile. */
#pragma once

#include <stddef.h>

enum {
  spendtop_http_answered = 0,
  /* libcurl is not installed. */
  spendtop_http_no_library = 1,
  /* No answer: `error` says why. */
  spendtop_http_failed = 2,
  /* The address is one that must not be talked to. */
  spendtop_http_forbidden = 3
};

typedef struct {
  long status;
  /* Seconds the receiver asked to wait, 0 when it did not. */
  long retry_after;
  size_t length;
  /* The first bytes of the answer; what is longer than 64 KiB ends the transfer. */
  char body[2048];
  char error[256];
} spendtop_http_answer;

/* Waits at most ten seconds, five of them for the connection. Never follows a redirection; always checks
   certificates. Addresses of the local link (169.254.0.0/16, fe80::/10, fd00:ec2::254) are refused; plain
   http goes to the loopback only, and only with `allow_http`. `headers` ends with NULL. */
int spendtop_http_post(
    const char *url, const char *const *headers, const void *body, size_t length, int allow_http,
    spendtop_http_answer *answer);
