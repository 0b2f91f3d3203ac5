-- The database of spendtop: what every column means, and in which unit.
--
-- Facts are written once: usage events, how far each log stream was read, and what could not be read.
-- Everything called rollup can be rebuilt from usage_event; `spendtop verify` compares the two.
-- Times are microseconds since 1970 UTC (`_us`), amounts are nanodollars (`_nano_usd`, 10^-9 USD).
-- For questions by hand use the views `events` and `spend_by_day` at the end of this file.

-- Single values: counters of the whole database and the zone of the day rollup.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY NOT NULL,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- The facts of a request that repeat: one row for each combination that was seen.
CREATE TABLE dimension_set (
  id          INTEGER PRIMARY KEY,
  provider    TEXT NOT NULL,   -- who sells the tokens
  model       TEXT NOT NULL,
  feature     TEXT NOT NULL,   -- what the request was for; '' where the log did not say
  query_type  TEXT NOT NULL,   -- chat, completion, embedding, agent …
  tier        TEXT NOT NULL,   -- service tier as served; '' for standard
  region      TEXT NOT NULL,
  team        TEXT NOT NULL,
  key         TEXT NOT NULL,   -- alias of the API key, never the key
  project     TEXT NOT NULL,
  environment TEXT NOT NULL,
  tags        TEXT NOT NULL,   -- joined with '|'
  format      TEXT NOT NULL,   -- the log format that read the line
  customer    TEXT NOT NULL,   -- who the request was made for
  host        TEXT NOT NULL,   -- the machine that logged it
  error       TEXT NOT NULL,   -- rate_limited, server_error, client_error, timeout, content_filter, truncated,
                               -- other; '' for a complete answer
  UNIQUE (provider, model, feature, query_type, tier, region, team, key, project, environment, tags,
    format, customer, host, error)
) STRICT;

-- Users and sessions.
CREATE TABLE name (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- One request to a model. NULL tokens are unknown, 0 was written as 0.
-- Ordered by time, so that windows, the newest events and retention are ranges.
CREATE TABLE usage_event (
  time_us           INTEGER NOT NULL,
  key_low           INTEGER NOT NULL,   -- identity, the half that is looked up
  key_high          INTEGER NOT NULL,   -- identity, the half that confirms a hit
  dimension_set_id  INTEGER NOT NULL,
  user_id           INTEGER,            -- name.id
  session_id        INTEGER,            -- name.id
  request_id        TEXT,
  input             INTEGER,            -- prompt tokens neither read from nor written to a cache
  cache_read        INTEGER,
  cache_write_5m    INTEGER,
  cache_write_1h    INTEGER,
  output            INTEGER,            -- reasoning included
  reasoning         INTEGER,            -- part of output
  cost_nano_usd     INTEGER,            -- what is booked; NULL while unpriced
  pricing           INTEGER NOT NULL,   -- price row * 8 + status: 0 unpriced 1 priced 2 logged 3 estimated 4 free 5 partial
  cache_saved_nano_usd INTEGER NOT NULL,-- what cache reads would have cost more without the cache
  latency_ms        INTEGER,
  ttft_ms           INTEGER,            -- to the first token
  flags             INTEGER NOT NULL,   -- 1 error, 2 streamed, 4 not streamed, 8 time guessed, 16 not used any more,
                                        -- 32 counted as its total shows, 64 total is no sum of the counts,
                                        -- 128 sum of a session, 256 may be part of such a sum,
                                        -- 512 its user was deleted on request, 1024 its session was,
                                        -- 2048 another record of it has no time of its own
  source_id         INTEGER NOT NULL,   -- source_file.id
  line_offset       INTEGER NOT NULL,   -- byte of the line in the decompressed content
  line              INTEGER NOT NULL,   -- its number, from 1
  audio_in          INTEGER,            -- part of the prompt
  image_in          INTEGER,            -- part of the prompt
  audio_out         INTEGER,            -- part of output
  image_out         INTEGER,            -- part of output
  web_search        INTEGER,            -- number of server-side searches
  logged_cost_nano_usd   INTEGER,       -- what the log said
  computed_cost_nano_usd INTEGER,       -- what the price book gives, where that is not what is booked
  billed_units      INTEGER,            -- what else is billed: count * 8 + 1 thousandth of a second 2 image 3 page
                                        -- 4 character 5 search of a reranker
  label_ranks       BLOB,               -- where several records were merged: 9 bytes for each field that comes from
                                        -- a record with less usage, field (8 bit) and rank (64 bit), little endian
  PRIMARY KEY (time_us, key_low, key_high)
) STRICT, WITHOUT ROWID;

-- Which identities are stored, and at what time: an LSM tree of small pages.
-- A segment is what one commit added, or several segments merged. Partition is the span of sixteen UTC
-- days in which a record of the request was made, -1 for identities that must hold over all time.
CREATE TABLE identity_segment (
  id           INTEGER PRIMARY KEY,
  partition_id INTEGER NOT NULL,
  level        INTEGER NOT NULL,        -- 0 as committed, n + 1 merged from level n
  bits         INTEGER NOT NULL,        -- it has 2^bits pages, by the top bits of the key
  keys         INTEGER NOT NULL
) STRICT;

CREATE TABLE identity_page (
  id   INTEGER PRIMARY KEY,             -- segment << 20 | page
  data BLOB NOT NULL                    -- 16 bytes an entry: key_low, time_us; little endian, later ones win
) STRICT;

-- One stream of log lines: content, not a path. Its bytes say who it is; path and inode are hints.
CREATE TABLE source_file (
  id            INTEGER PRIMARY KEY,
  path          TEXT NOT NULL,          -- where it was seen last
  device        INTEGER NOT NULL,
  inode         INTEGER NOT NULL,
  size          INTEGER NOT NULL,       -- of the carrier when it was last read to its end
  modified_ns   INTEGER NOT NULL,
  codec         TEXT NOT NULL,          -- plain, gzip, zstd
  state         TEXT NOT NULL CHECK (state IN ('live', 'complete', 'missing', 'error')),
  error         TEXT,
  committed     INTEGER NOT NULL,       -- decompressed bytes that are stored, always behind a line's end
  line          INTEGER NOT NULL,       -- lines in those bytes
  head_length   INTEGER NOT NULL,       -- bytes covered by head_hash, from the start
  head_hash     INTEGER NOT NULL,
  tail_length   INTEGER NOT NULL,       -- bytes covered by tail_hash, before `committed`
  tail_hash     INTEGER NOT NULL,
  format        TEXT NOT NULL,
  decoder_state BLOB NOT NULL,          -- what the decoder must remember from earlier lines
  lines         INTEGER NOT NULL DEFAULT 0,
  events        INTEGER NOT NULL DEFAULT 0,
  duplicates    INTEGER NOT NULL DEFAULT 0,
  ignored       INTEGER NOT NULL DEFAULT 0,
  unrecognised  INTEGER NOT NULL DEFAULT 0,  -- lines of no known format
  rejected      INTEGER NOT NULL DEFAULT 0,
  first_seen_us INTEGER NOT NULL,
  last_seen_us  INTEGER NOT NULL,
  last_event_us INTEGER                 -- time of the newest event; NULL without one
) STRICT;

CREATE INDEX source_file_by_head ON source_file (head_hash);
CREATE INDEX source_file_by_inode ON source_file (inode);
CREATE INDEX source_file_by_ending ON source_file (head_hash, committed, tail_length, tail_hash)
  WHERE committed <= 4096;
CREATE INDEX source_file_by_database ON source_file (path) WHERE codec = 'sqlite';

-- Lines by the UTC hour in which they were read.
CREATE TABLE line_hour (
  hour         INTEGER PRIMARY KEY,     -- hours since 1970 UTC
  lines        INTEGER NOT NULL,
  unrecognised INTEGER NOT NULL,
  rejected     INTEGER NOT NULL
) STRICT;

-- Lines that could not be read: where they are and why, nothing of what they said.
CREATE TABLE quarantined_line (
  source_id   INTEGER NOT NULL REFERENCES source_file (id),
  line_offset INTEGER NOT NULL,
  length      INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  PRIMARY KEY (source_id, line_offset)
) STRICT, WITHOUT ROWID;

-- Sums by UTC hour and dimension set.
CREATE TABLE rollup_hour (
  hour               INTEGER NOT NULL,  -- hours since 1970 UTC
  dimension_set_id   INTEGER NOT NULL,
  requests           INTEGER NOT NULL,
  errors             INTEGER NOT NULL,
  error_cost_nano_usd INTEGER NOT NULL,
  input              INTEGER NOT NULL,
  cache_read         INTEGER NOT NULL,
  cache_write_5m     INTEGER NOT NULL,
  cache_write_1h     INTEGER NOT NULL,
  output             INTEGER NOT NULL,
  reasoning          INTEGER NOT NULL,
  web_search         INTEGER NOT NULL,
  cost_nano_usd      INTEGER NOT NULL,
  cache_saved_nano_usd INTEGER NOT NULL,
  unpriced_requests  INTEGER NOT NULL,
  unpriced_tokens    INTEGER NOT NULL,
  estimated_requests INTEGER NOT NULL,
  PRIMARY KEY (hour, dimension_set_id)
) STRICT, WITHOUT ROWID;

-- The same by local day of the zone in meta.timezone.
CREATE TABLE rollup_day (
  day                INTEGER NOT NULL,  -- local days since 1970-01-01
  dimension_set_id   INTEGER NOT NULL,
  requests           INTEGER NOT NULL,
  errors             INTEGER NOT NULL,
  error_cost_nano_usd INTEGER NOT NULL,
  input              INTEGER NOT NULL,
  cache_read         INTEGER NOT NULL,
  cache_write_5m     INTEGER NOT NULL,
  cache_write_1h     INTEGER NOT NULL,
  output             INTEGER NOT NULL,
  reasoning          INTEGER NOT NULL,
  web_search         INTEGER NOT NULL,
  cost_nano_usd      INTEGER NOT NULL,
  cache_saved_nano_usd INTEGER NOT NULL,
  unpriced_requests  INTEGER NOT NULL,
  unpriced_tokens    INTEGER NOT NULL,
  estimated_requests INTEGER NOT NULL,
  PRIMARY KEY (day, dimension_set_id)
) STRICT, WITHOUT ROWID;

-- Cost and requests by quarter hour and feature: what the spend chart draws.
CREATE TABLE rollup_15m (
  quarter            INTEGER NOT NULL,  -- quarter hours since 1970 UTC
  feature            TEXT NOT NULL,
  requests           INTEGER NOT NULL,
  errors             INTEGER NOT NULL,
  error_cost_nano_usd INTEGER NOT NULL,
  input              INTEGER NOT NULL,
  cache_read         INTEGER NOT NULL,
  cache_write_5m     INTEGER NOT NULL,
  cache_write_1h     INTEGER NOT NULL,
  output             INTEGER NOT NULL,
  reasoning          INTEGER NOT NULL,
  web_search         INTEGER NOT NULL,
  cost_nano_usd      INTEGER NOT NULL,
  cache_saved_nano_usd INTEGER NOT NULL,
  unpriced_requests  INTEGER NOT NULL,
  unpriced_tokens    INTEGER NOT NULL,
  estimated_requests INTEGER NOT NULL,
  PRIMARY KEY (quarter, feature)
) STRICT, WITHOUT ROWID;

-- Counts of durations by UTC hour and dimension set, in buckets of 1/32 octave.
CREATE TABLE latency_histogram (
  hour             INTEGER NOT NULL,
  dimension_set_id INTEGER NOT NULL,
  kind             INTEGER NOT NULL,    -- 0 latency, 1 time to first token
  buckets          BLOB NOT NULL,       -- 6 bytes an entry: bucket (16 bit), count (32 bit); little endian, ascending
  PRIMARY KEY (hour, dimension_set_id, kind)
) STRICT, WITHOUT ROWID;

-- The same by local day of the zone in meta.timezone.
CREATE TABLE latency_histogram_day (
  day              INTEGER NOT NULL,
  dimension_set_id INTEGER NOT NULL,
  kind             INTEGER NOT NULL,
  buckets          BLOB NOT NULL,
  PRIMARY KEY (day, dimension_set_id, kind)
) STRICT, WITHOUT ROWID;

-- A row of a provider's usage or cost report. Compared with events, never added to them.
CREATE TABLE provider_usage (
  endpoint      TEXT NOT NULL,   -- the report, such as openai.usage.completions
  start_us      INTEGER NOT NULL,
  end_us        INTEGER NOT NULL,
  provider      TEXT NOT NULL,
  model         TEXT NOT NULL,   -- '' where the report was not grouped by it; so for all labels
  project       TEXT NOT NULL,
  key           TEXT NOT NULL,
  user          TEXT NOT NULL,
  tier          TEXT NOT NULL,
  detail        TEXT NOT NULL,   -- everything else that distinguishes rows
  requests      INTEGER,
  input         INTEGER,
  cache_read    INTEGER,
  cache_write   INTEGER,
  output        INTEGER,
  web_searches  INTEGER,
  cost_nano_usd INTEGER,
  seen_us       INTEGER NOT NULL,
  PRIMARY KEY (endpoint, start_us, end_us, provider, model, project, key, user, tier, detail)
) STRICT, WITHOUT ROWID;

-- Readings of a graphics processor in an hour of its machine's clock. No requests, no cost.
CREATE TABLE gpu_hour (
  gpu            TEXT NOT NULL,
  hour           INTEGER NOT NULL,  -- since 1970, as the machine's clock showed it
  name           TEXT NOT NULL,     -- of its kind
  minutes        INTEGER NOT NULL,  -- those with readings, a bit each, the first lowest
  busy_readings  INTEGER NOT NULL,
  busy_percents  INTEGER NOT NULL,  -- sum over busy_readings
  power_readings INTEGER NOT NULL,
  milliwatts     INTEGER NOT NULL,  -- sum over power_readings
  PRIMARY KEY (gpu, hour)
) STRICT, WITHOUT ROWID;

-- Remarks at a moment, such as deployments; written by people, so a rebuild copies them.
CREATE TABLE note (
  id      INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  text    TEXT NOT NULL,
  UNIQUE (time_us, text)
) STRICT;

-- Closed statements. A row is never changed.
CREATE TABLE statement (
  month     TEXT NOT NULL,     -- 2026-10
  dimension TEXT NOT NULL,     -- the dimension it is split by
  closed_us INTEGER NOT NULL,
  body      BLOB NOT NULL,     -- JSON
  PRIMARY KEY (month, dimension)
) STRICT, WITHOUT ROWID;

-- Savings that somebody decided to make, with the traffic before; a rebuild copies them.
CREATE TABLE accepted_saving (
  id            INTEGER PRIMARY KEY,
  time_us       INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  feature       TEXT NOT NULL,     -- empty for all, as the next three
  model         TEXT NOT NULL,
  query_type    TEXT NOT NULL,
  alternative   TEXT NOT NULL,
  per_month     INTEGER NOT NULL,  -- nanodollars that were expected in thirty days
  seconds       INTEGER NOT NULL,  -- length of the time before
  requests      INTEGER NOT NULL,  -- in the time before, as the next three
  cost          INTEGER NOT NULL,  -- nanodollars; of failed requests for a saving on failures
  prompt_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  UNIQUE (kind, feature, model, query_type, alternative)
) STRICT;

-- The schema migrations that this database has; kept by GRDB's DatabaseMigrator.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);

-- Every event, readable.
CREATE VIEW events AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', e.time_us / 1000000, 'unixepoch') || printf('.%03dZ', e.time_us / 1000 % 1000) AS time,
  d.provider, d.model, d.feature, d.query_type, e.request_id,
  e.input, e.cache_read, e.cache_write_5m, e.cache_write_1h, e.output, e.reasoning,
  e.cost_nano_usd / 1e9 AS cost_usd,
  CASE e.pricing & 7 WHEN 0 THEN 'unpriced' WHEN 1 THEN 'priced' WHEN 2 THEN 'logged' WHEN 3 THEN 'estimated' WHEN 4 THEN 'free' ELSE 'partial' END AS cost_status,
  CASE e.flags & 1 WHEN 1 THEN 'error' ELSE 'ok' END AS status,
  d.tier, e.latency_ms, e.ttft_ms, u.text AS user, s.text AS session,
  d.team, d.key, d.project, d.environment, d.tags, d.format, d.customer, d.region, d.host, d.error,
  f.path, e.line, e.line_offset
FROM usage_event e
JOIN dimension_set d ON d.id = e.dimension_set_id
LEFT JOIN name u ON u.id = e.user_id
LEFT JOIN name s ON s.id = e.session_id
LEFT JOIN source_file f ON f.id = e.source_id;

-- Spend by local day, readable.
CREATE VIEW spend_by_day AS
SELECT
  date(r.day * 86400, 'unixepoch') AS day,
  d.provider, d.model, d.feature, d.query_type,
  sum(r.requests) AS requests, sum(r.errors) AS errors,
  sum(r.input) AS input, sum(r.cache_read) AS cache_read,
  sum(r.cache_write_5m + r.cache_write_1h) AS cache_write, sum(r.output) AS output,
  sum(r.cost_nano_usd) / 1e9 AS cost_usd, sum(r.unpriced_requests) AS unpriced_requests
FROM rollup_day r
JOIN dimension_set d ON d.id = r.dimension_set_id
GROUP BY 1, 2, 3, 4, 5;
