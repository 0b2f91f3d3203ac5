#include "schema.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const char schema[] = {
#embed "../../schema.sql"
};

const char *spendtop_schema(size_t *count) {
  *count = sizeof schema;
  return schema;
}
