#pragma once
#include <stddef.h>

/// The text of schema.sql, `*count` bytes, not terminated.
const char *spendtop_schema(size_t *count);
