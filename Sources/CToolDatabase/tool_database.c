#include "tool_database.h"
#include <sqlite3.h>

int spendtop_distrust(struct sqlite3 *connection) {
  const int off[] = {
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
    SQLITE_DBCONFIG_TRUSTED_SCHEMA,
#endif
#ifdef SQLITE_DBCONFIG_ENABLE_VIEW
    SQLITE_DBCONFIG_ENABLE_VIEW,
#endif
    SQLITE_DBCONFIG_ENABLE_TRIGGER,
    SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
  };
  int result = sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  for (unsigned i = 0; result == SQLITE_OK && i < sizeof off / sizeof off[0]; i++) {
    result = sqlite3_db_config(connection, off[i], 0, (int *)0);
  }
  return result;
}
