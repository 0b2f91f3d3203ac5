#pragma once
#include <zlib.h>

/* inflateInit2 is a macro that names the version and size of the header it was compiled against. */
static inline int spendtop_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
