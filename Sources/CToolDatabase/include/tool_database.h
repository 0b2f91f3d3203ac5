#ifndef SPENDTOP_TOOL_DATABASE_H
#define SPENDTOP_TOOL_DATABASE_H

struct sqlite3;

/// Opens a connection's schema to no trick: defensive mode, no triggers, no views, no trust in the
/// functions that the schema names. Returns an SQLite result code. `sqlite3_db_config` takes variable
/// arguments, which Swift cannot pass.
int spendtop_distrust(struct sqlite3 *connection);

#endif
