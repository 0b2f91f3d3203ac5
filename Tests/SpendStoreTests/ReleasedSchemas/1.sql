BEGIN TRANSACTION;
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
  UNIQUE (provider, model, feature, query_type, tier, region, team, key, project, environment, tags, format)
) STRICT;
INSERT INTO "dimension_set" VALUES(1,'openai','gpt-4o-2024-08-06','search','chat','','','','','','','','openai-chat');
INSERT INTO "dimension_set" VALUES(2,'anthropic','claude-sonnet-4-5','chat','chat','','','core','','','','','anthropic-messages');
INSERT INTO "dimension_set" VALUES(3,'openai','gpt-4o-2024-08-06','batch','','','','','','','','','generic-jsonl');
INSERT INTO "dimension_set" VALUES(4,'nobody','unheard-of','batch','','','','','','','','','generic-jsonl');
INSERT INTO "dimension_set" VALUES(5,'openai','gpt-4o','search','','','','','','','','','generic-jsonl');
CREATE TABLE identity_page (
  id   INTEGER PRIMARY KEY,             -- segment << 20 | page
  data BLOB NOT NULL                    -- 16 bytes an entry: key_low, time_us; little endian, later ones win
) STRICT;
INSERT INTO "identity_page" VALUES(1048576,X'92A0FB81513C0FE900482850FB5B0600');
INSERT INTO "identity_page" VALUES(2097152,X'4FF663D66F358FCE004C9344105C06001BD42B02795D44C400F0261B115C0600CC7E93E1ED324B4500F0261B115C0600');
INSERT INTO "identity_page" VALUES(3145728,X'025CE1B1C3E869CB0050FE38255C0600CF8152EFA672EB77002248A4255C0600');
CREATE TABLE identity_segment (
  id           INTEGER PRIMARY KEY,
  partition_id INTEGER NOT NULL,
  level        INTEGER NOT NULL,        -- 0 as committed, n + 1 merged from level n
  bits         INTEGER NOT NULL,        -- it has 2^bits pages, by the top bits of the key
  keys         INTEGER NOT NULL
) STRICT;
INSERT INTO "identity_segment" VALUES(1,20717,0,0,1);
INSERT INTO "identity_segment" VALUES(2,20718,0,0,3);
INSERT INTO "identity_segment" VALUES(3,20719,0,0,2);
CREATE TABLE latency_histogram (
  hour             INTEGER NOT NULL,
  dimension_set_id INTEGER NOT NULL,
  kind             INTEGER NOT NULL,    -- 0 latency, 1 time to first token
  buckets          BLOB NOT NULL,       -- 6 bytes an entry: bucket (16 bit), count (32 bit); little endian, ascending
  PRIMARY KEY (hour, dimension_set_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO "latency_histogram" VALUES(497218,1,0,X'B80001000000');
INSERT INTO "latency_histogram" VALUES(497218,1,1,X'5C0001000000');
CREATE TABLE latency_histogram_day (
  day              INTEGER NOT NULL,
  dimension_set_id INTEGER NOT NULL,
  kind             INTEGER NOT NULL,
  buckets          BLOB NOT NULL,
  PRIMARY KEY (day, dimension_set_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO "latency_histogram_day" VALUES(20717,1,0,X'B80001000000');
INSERT INTO "latency_histogram_day" VALUES(20717,1,1,X'5C0001000000');
CREATE TABLE meta (
  key   TEXT PRIMARY KEY NOT NULL,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('events',6);
INSERT INTO "meta" VALUES('generation',1);
INSERT INTO "meta" VALUES('heartbeat_us',1795813769889012);
INSERT INTO "meta" VALUES('last_ingest_us',1795813769884539);
INSERT INTO "meta" VALUES('timezone','GMT');
CREATE TABLE name (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "name" VALUES(1,'ada');
INSERT INTO "name" VALUES(2,'s-1');
CREATE TABLE quarantined_line (
  source_id   INTEGER NOT NULL REFERENCES source_file (id),
  line_offset INTEGER NOT NULL,
  length      INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  PRIMARY KEY (source_id, line_offset)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "rollup_15m" VALUES(1988872,'search',1,0,0,800,200,0,0,100,0,0,3250000,250000,0,0,0);
INSERT INTO "rollup_15m" VALUES(1988972,'chat',1,0,0,50,5,10,0,600,0,0,9189000,13500,0,0,0);
INSERT INTO "rollup_15m" VALUES(1988976,'batch',2,0,0,140,0,0,0,14,0,0,490000,0,0,0,0);
INSERT INTO "rollup_15m" VALUES(1989072,'batch',1,0,0,9,0,0,0,1,0,0,0,0,1,10,0);
INSERT INTO "rollup_15m" VALUES(1989074,'search',1,1,0,0,0,0,0,0,0,0,0,0,0,0,0);
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
INSERT INTO "rollup_day" VALUES(20717,1,1,0,0,800,200,0,0,100,0,0,3250000,250000,0,0,0);
INSERT INTO "rollup_day" VALUES(20718,2,1,0,0,50,5,10,0,600,0,0,9189000,13500,0,0,0);
INSERT INTO "rollup_day" VALUES(20718,3,2,0,0,140,0,0,0,14,0,0,490000,0,0,0,0);
INSERT INTO "rollup_day" VALUES(20719,4,1,0,0,9,0,0,0,1,0,0,0,0,1,10,0);
INSERT INTO "rollup_day" VALUES(20719,5,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0);
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
INSERT INTO "rollup_hour" VALUES(497218,1,1,0,0,800,200,0,0,100,0,0,3250000,250000,0,0,0);
INSERT INTO "rollup_hour" VALUES(497243,2,1,0,0,50,5,10,0,600,0,0,9189000,13500,0,0,0);
INSERT INTO "rollup_hour" VALUES(497244,3,2,0,0,140,0,0,0,14,0,0,490000,0,0,0,0);
INSERT INTO "rollup_hour" VALUES(497268,4,1,0,0,9,0,0,0,1,0,0,0,0,1,10,0);
INSERT INTO "rollup_hour" VALUES(497268,5,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0);
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
  rejected      INTEGER NOT NULL DEFAULT 0,
  first_seen_us INTEGER NOT NULL,
  last_seen_us  INTEGER NOT NULL
) STRICT;
INSERT INTO "source_file" VALUES(1,'/var/log/llm/a.jsonl',65024,16244930,1273,1795813769643773930,'plain','live',NULL,1273,7,1024,6560801957846649188,256,-6315425790322289752,'generic-jsonl',X'',7,6,0,1,0,1795813769878898,1795813769884539);
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
  flags             INTEGER NOT NULL,   -- 1 error, 2 streamed, 4 not streamed, 8 time guessed, 16 keeps the largest,
                                        -- 32 counted as its total shows, 64 total is no sum of the counts,
                                        -- 128 sum of a session
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
  PRIMARY KEY (time_us, key_low, key_high)
) STRICT, WITHOUT ROWID;
INSERT INTO "usage_event" VALUES(1789984800000000,-1653036217450913646,-6972950438495595372,1,1,2,'chatcmpl-schema1Abcdef0123',800,200,NULL,NULL,100,NULL,3250000,10809,250000,900,120,0,1,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "usage_event" VALUES(1790074800000000,-3562570025772255665,3931860436916283483,2,NULL,NULL,'msg_01schema1Abcdef0123',50,5,10,0,600,NULL,9189000,313,13500,NULL,NULL,0,1,392,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "usage_event" VALUES(1790078400000000,-4304212569550498789,-524448744760987311,3,NULL,NULL,NULL,70,NULL,NULL,NULL,7,NULL,245000,10809,0,NULL,NULL,0,1,703,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "usage_event" VALUES(1790078400000000,4993140609143504588,-5644608679585547843,3,NULL,NULL,NULL,70,NULL,NULL,NULL,7,NULL,245000,10809,0,NULL,NULL,0,1,847,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "usage_event" VALUES(1790164800000000,-3789241684254958590,-5152500413612993198,4,NULL,NULL,NULL,9,NULL,NULL,NULL,1,NULL,NULL,0,0,NULL,NULL,0,1,991,5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "usage_event" VALUES(1790166600000000,8641126371345727951,3940890556000834056,5,NULL,NULL,NULL,0,NULL,NULL,NULL,0,NULL,0,10796,0,NULL,NULL,1,1,1127,6,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX source_file_by_head ON source_file (head_hash);
CREATE VIEW events AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', e.time_us / 1000000, 'unixepoch') || printf('.%03dZ', e.time_us / 1000 % 1000) AS time,
  d.provider, d.model, d.feature, d.query_type, e.request_id,
  e.input, e.cache_read, e.cache_write_5m, e.cache_write_1h, e.output, e.reasoning,
  e.cost_nano_usd / 1e9 AS cost_usd,
  CASE e.pricing & 7 WHEN 0 THEN 'unpriced' WHEN 1 THEN 'priced' WHEN 2 THEN 'logged' WHEN 3 THEN 'estimated' WHEN 4 THEN 'free' ELSE 'partial' END AS cost_status,
  CASE e.flags & 1 WHEN 1 THEN 'error' ELSE 'ok' END AS status,
  d.tier, e.latency_ms, e.ttft_ms, u.text AS user, s.text AS session,
  d.team, d.key, d.project, d.environment, d.tags, d.format,
  f.path, e.line, e.line_offset
FROM usage_event e
JOIN dimension_set d ON d.id = e.dimension_set_id
LEFT JOIN name u ON u.id = e.user_id
LEFT JOIN name s ON s.id = e.session_id
LEFT JOIN source_file f ON f.id = e.source_id;
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
COMMIT;PRAGMA application_id = 1936748132;
PRAGMA user_version = 1;
