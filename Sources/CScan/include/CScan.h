/* Finds the next byte that matters to a JSON scanner, sixteen at a time.
 *
 * Both functions may read up to 15 bytes at or behind `end`; the caller keeps them readable. */
#pragma once
#include <stdint.h>

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

static inline const uint8_t *_Nonnull spend_find_structure(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  /* '[' | 0x20 is '{' and ']' | 0x20 is '}'. */
  const __m128i quote = _mm_set1_epi8('"'), open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}');
  const __m128i bit = _mm_set1_epi8(0x20);
  for (; p < end; p += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)p);
    const __m128i folded = _mm_or_si128(v, bit);
    const __m128i brackets = _mm_or_si128(_mm_cmpeq_epi8(folded, open), _mm_cmpeq_epi8(folded, close));
    const int hits = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, quote), brackets));
    if (hits) { p += __builtin_ctz((unsigned)hits); return p < end ? p : end; }
  }
  return end;
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

static inline const uint8_t *_Nonnull spend_find_structure(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  for (; p < end; p += 16) {
    const uint8x16_t v = vld1q_u8(p);
    const uint8x16_t folded = vorrq_u8(v, vdupq_n_u8(0x20));
    const uint8x16_t brackets = vorrq_u8(vceqq_u8(folded, vdupq_n_u8('{')), vceqq_u8(folded, vdupq_n_u8('}')));
    const uint64_t hits = spend_nibbles(vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), brackets));
    if (hits) { p += __builtin_ctzll(hits) >> 2; return p < end ? p : end; }
  }
  return end;
}

#else

static inline const uint8_t *_Nonnull spend_find_quote(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  while (p < end && *p != '"' && *p != '\\') p++;
  return p;
}

static inline const uint8_t *_Nonnull spend_find_structure(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
  while (p < end && *p != '"' && (*p | 0x20) != '{' && (*p | 0x20) != '}') p++;
  return p;
}

#endif
