#pragma once
#include <stddef.h>

/// The text of prices.tsv, `*count` bytes, not terminated.
const char *spendtop_prices(size_t *count);
