/* Finds the bytes that matter to a JSON scanner, sixteen and sixty-four at a time.
 *
 * The functions may read up to 63 bytes at or behind `end`; the caller keeps them readable. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Whether a text occurs in another. Reads nothing beyond either. */
_Bool spend_contains(
    const uint8_t *_Nonnull text, size_t count, const uint8_t *_Nonnull wanted, size_t wantedCount);

/* The offset of a text in another, or -1. Reads nothing beyond either. */
ptrdiff_t spend_find(
    const uint8_t *_Nonnull text, size_t count, const uint8_t *_Nonnull wanted, size_t wantedCount);

/* Where the bytes are among sixty-four, the first in the lowest bit. */
struct spend_block {
  uint64_t quotes, slashes, opens, closes;
};

#if defined(__SSE2__)
#include <emmintrin.h>

static inline const uint8_t *_Nonnull spend_find_quote(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
  for (; p < end; p += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)p);
    const int hits = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
    if (hits) { p += __builtin_ctz((unsigned)hits); return p < end ? p : end; }
  }
  return end;
}

static inline uint64_t spend_hits(const __m128i *_Nonnull v, uint8_t folded, uint8_t byte) {
  const __m128i bit = _mm_set1_epi8((char)folded), wanted = _mm_set1_epi8((char)byte);
  uint64_t hits = 0;
  for (int i = 0; i < 4; i++) {
    const __m128i equal = _mm_cmpeq_epi8(_mm_or_si128(v[i], bit), wanted);
    hits |= (uint64_t)(uint16_t)_mm_movemask_epi8(equal) << (16 * i);
  }
  return hits;
}

static inline struct spend_block spend_load(const uint8_t *_Nonnull p) {
  const __m128i *from = (const __m128i *)p;
  const __m128i v[4] = {
    _mm_loadu_si128(from), _mm_loadu_si128(from + 1), _mm_loadu_si128(from + 2), _mm_loadu_si128(from + 3)};
  /* '[' | 0x20 is '{' and ']' | 0x20 is '}'. */
  return (struct spend_block){
    spend_hits(v, 0, '"'), spend_hits(v, 0, '\\'), spend_hits(v, 0x20, '{'), spend_hits(v, 0x20, '}')};
}

#elif defined(__ARM_NEON)
#include <arm_neon.h>

static inline uint64_t spend_nibbles(uint8x16_t hits) {
  return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hits), 4)), 0);
}

static inline const uint8_t *_Nonnull spend_find_quote(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  for (; p < end; p += 16) {
    const uint8x16_t v = vld1q_u8(p);
    const uint64_t hits = spend_nibbles(vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\'))));
    if (hits) { p += __builtin_ctzll(hits) >> 2; return p < end ? p : end; }
  }
  return end;
}

static inline uint64_t spend_hits(const uint8x16_t *_Nonnull v, uint8_t folded, uint8_t byte) {
  const uint8x16_t place = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t hits[4];
  for (int i = 0; i < 4; i++)
    hits[i] = vandq_u8(vceqq_u8(vorrq_u8(v[i], vdupq_n_u8(folded)), vdupq_n_u8(byte)), place);
  const uint8x16_t sum = vpaddq_u8(vpaddq_u8(hits[0], hits[1]), vpaddq_u8(hits[2], hits[3]));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline struct spend_block spend_load(const uint8_t *_Nonnull p) {
  const uint8x16_t v[4] = {vld1q_u8(p), vld1q_u8(p + 16), vld1q_u8(p + 32), vld1q_u8(p + 48)};
  return (struct spend_block){
    spend_hits(v, 0, '"'), spend_hits(v, 0, '\\'), spend_hits(v, 0x20, '{'), spend_hits(v, 0x20, '}')};
}

#else

static inline struct spend_block spend_load(const uint8_t *_Nonnull p) {
  struct spend_block block = {0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    const uint64_t bit = (uint64_t)1 << i;
    if (p[i] == '"') block.quotes |= bit;
    if (p[i] == '\\') block.slashes |= bit;
    if ((p[i] | 0x20) == '{') block.opens |= bit;
    if ((p[i] | 0x20) == '}') block.closes |= bit;
  }
  return block;
}

static inline const uint8_t *_Nonnull spend_find_quote(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  while (p < end && *p != '"' && *p != '\\') p++;
  return p;
}

#endif

/* The bytes behind an odd number of backslashes. `carry`: whether the block before ended in one. */
static inline uint64_t spend_escaped(uint64_t slashes, uint64_t *_Nonnull carry) {
  if (!slashes) {
    const uint64_t first = *carry;
    *carry = 0;
    return first;
  }
  const uint64_t even = 0x5555555555555555u;
  slashes &= ~*carry;
  const uint64_t follows = slashes << 1 | *carry;
  const uint64_t oddStarts = slashes & ~even & ~follows;
  const uint64_t runs = oddStarts + slashes;
  *carry = runs < slashes;
  return (even ^ runs << 1) & follows;
}

/* Finds the quote that ends a string. `p` is within the string, not behind a backslash. Returns `end` when there
 * is none before it. Costs the same however many escapes there are. */
static inline const uint8_t *_Nonnull spend_find_string_end(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  uint64_t carry = 0;
  for (; p < end; p += 64) {
    const struct spend_block block = spend_load(p);
    const uint64_t quotes = block.quotes & ~spend_escaped(block.slashes, &carry);
    if (quotes) { p += __builtin_ctzll(quotes); return p < end ? p : end; }
  }
  return end;
}

/* The byte that a backslash and a character other than `u` stand for. */
static inline uint8_t spend_escape(uint8_t c) {
  if (c < 'b') return c;
  return c == 'n' ? 0x0A : c == 't' ? 0x09 : c == 'r' ? 0x0D : c == 'b' ? 0x08 : c == 'f' ? 0x0C : c;
}

/* Writes the bytes that JSON text stands for up to the first `\u` or to a backslash at the very end. Stops where
 * `count` bytes are read or `most` are written; returns how many were written, and in `used` how many were read.
 * Touches nothing beyond `count` and `most`. */
static inline size_t spend_unescape(
    const uint8_t *_Nonnull from, size_t count, uint8_t *_Nonnull to, size_t most, size_t *_Nonnull used) {
  size_t read = 0, written = 0;
#if defined(__SSE2__) || defined(__ARM_NEON)
  while (read + 17 <= count && written + 16 <= most) {
#if defined(__SSE2__)
    const __m128i v = _mm_loadu_si128((const __m128i *)(from + read));
    _mm_storeu_si128((__m128i *)(to + written), v);
    const unsigned hits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    const size_t run = hits ? (size_t)__builtin_ctz(hits) : 16;
#else
    const uint8x16_t v = vld1q_u8(from + read);
    vst1q_u8(to + written, v);
    const uint64_t hits = spend_nibbles(vceqq_u8(v, vdupq_n_u8('\\')));
    const size_t run = hits ? (size_t)(__builtin_ctzll(hits) >> 2) : 16;
#endif
    read += run;
    written += run;
    if (!hits) continue;
    const uint8_t c = from[read + 1];
    if (c == 'u') break;
    to[written++] = spend_escape(c);
    read += 2;
  }
#endif
  while (read < count && written < most) {
    if (from[read] != '\\') { to[written++] = from[read++]; continue; }
    if (count - read < 2 || from[read + 1] == 'u') break;
    to[written++] = spend_escape(from[read + 1]);
    read += 2;
  }
  *used = read;
  return written;
}

/* Where a text is open: a bit for each byte from an opening quote to before the closing one. */
static inline uint64_t spend_inside(uint64_t quotes) {
  quotes ^= quotes << 1;
  quotes ^= quotes << 2;
  quotes ^= quotes << 4;
  quotes ^= quotes << 8;
  quotes ^= quotes << 16;
  return quotes ^ quotes << 32;
}

/* Steps over the object or array that begins at `p`; brackets in texts count for nothing. Returns the
 * byte behind it, or NULL when it does not end before `end` or is nested deeper than `deepest`, which
 * `isTooDeep` tells. */
static inline const uint8_t *_Nullable spend_skip_container(
    const uint8_t *_Nonnull p, const uint8_t *_Nonnull end, int64_t deepest, _Bool *_Nonnull isTooDeep) {
  uint64_t carry = 0, inside = 0;
  int64_t depth = 0;
  for (; p < end; p += 64) {
    const struct spend_block block = spend_load(p);
    const uint64_t quotes = block.quotes & ~spend_escaped(block.slashes, &carry);
    inside ^= spend_inside(quotes);
    uint64_t opens = block.opens & ~inside, closes = block.closes & ~inside;
    inside = 0 - (inside >> 63);
    if (end - p < 64) {
      const uint64_t readable = ((uint64_t)1 << (end - p)) - 1;
      opens &= readable;
      closes &= readable;
    }
    const int64_t closing = __builtin_popcountll(closes);
    if (depth > closing) {
      depth += __builtin_popcountll(opens) - closing;
      if (depth > deepest) { *isTooDeep = 1; return 0; }
      continue;
    }
    for (uint64_t brackets = opens | closes; brackets; brackets &= brackets - 1) {
      const uint64_t bit = brackets & (0 - brackets);
      depth += opens & bit ? 1 : -1;
      if (depth == 0) return p + __builtin_ctzll(bit) + 1;
      if (depth > deepest) { *isTooDeep = 1; return 0; }
    }
  }
  return 0;
}
