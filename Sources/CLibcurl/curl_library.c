#include "curl_library.h"

#include <dlfcn.h>
#include <pthread.h>

static struct curl_library curl;
static int is_open;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
  void *library = NULL;
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  static const long everything = 3;
  int (*prepare)(long) = dlsym(library, "curl_global_init");
  curl.init = dlsym(library, "curl_easy_init");
  curl.setopt = dlsym(library, "curl_easy_setopt");
  curl.perform = dlsym(library, "curl_easy_perform");
  curl.getinfo = dlsym(library, "curl_easy_getinfo");
  curl.cleanup = dlsym(library, "curl_easy_cleanup");
  curl.strerror = dlsym(library, "curl_easy_strerror");
  curl.append = dlsym(library, "curl_slist_append");
  curl.free_all = dlsym(library, "curl_slist_free_all");
  is_open = prepare && curl.init && curl.setopt && curl.perform && curl.getinfo && curl.cleanup &&
            curl.strerror && curl.append && curl.free_all && prepare(everything) == 0;
}

const struct curl_library *spendtop_curl(void) {
  pthread_once(&once, open_library);
  return is_open ? &curl : NULL;
}

CURL *spendtop_curl_handle(const struct curl_library *curl, const char *url, long protocols) {
  CURL *handle = curl->init();
  if (!handle) return NULL;
  curl->setopt(handle, OPT_URL, url);
  curl->setopt(handle, OPT_PROTOCOLS, protocols);
  curl->setopt(handle, OPT_REDIR_PROTOCOLS, protocols);
  curl->setopt(handle, OPT_SSL_VERIFYPEER, 1L);
  curl->setopt(handle, OPT_SSL_VERIFYHOST, 2L);
  curl->setopt(handle, OPT_NOSIGNAL, 1L);
  curl->setopt(handle, OPT_USERAGENT, "spendtop");
  /* A proxy of the environment must not receive what is meant for this machine. */
  curl->setopt(handle, OPT_NOPROXY, "localhost,127.0.0.1,127.0.0.0/8,::1");
  return handle;
}
