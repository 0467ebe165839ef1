-- A data directory of format 2, written by the product of November 2026: a
-- function with a version and an alias, and an asynchronous call that a kill had cut short.
-- blob cf/cf5f22245a4b6db949c6c84981ba39a1254939bfa74f825a77706a7629e17887 UEsDBBQAAAAAAAAAIVwuTid5zwAAAM8AAAAHAAAAbWFpbi5weWltcG9ydCB0aW1lCmRlZiBoYW5kbGVyKGV2ZW50LCBjb250ZXh0KToKICAgIGlmIGlzaW5zdGFuY2UoZXZlbnQsIGRpY3QpOgogICAgICAgIHRpbWUuc2xlZXAoZXZlbnRbIndhaXQiXSkKICAgICAgICBldmVudCA9IGV2ZW50WyJvZiJdCiAgICAgICAgcHJpbnQoInNxdWFyZSBvZiIsIGV2ZW50KQogICAgcmV0dXJuICJuZXcgJWQiICUgKGV2ZW50ICogZXZlbnQpClBLAQIUAxQAAAAAAAAAIVwuTid5zwAAAM8AAAAHAAAAAAAAAAAAAACkAQAAAABtYWluLnB5UEsFBgAAAAABAAEANQAAAPQAAAAAAA==
-- blob e0/e037bf11f3a8e1d3c1cafaea2c043a6282ffb8c118addaa9d243e7bf96197bd7 UEsDBBQAAAAAAAAAIVwVPc8wzwAAAM8AAAAHAAAAbWFpbi5weWltcG9ydCB0aW1lCmRlZiBoYW5kbGVyKGV2ZW50LCBjb250ZXh0KToKICAgIGlmIGlzaW5zdGFuY2UoZXZlbnQsIGRpY3QpOgogICAgICAgIHRpbWUuc2xlZXAoZXZlbnRbIndhaXQiXSkKICAgICAgICBldmVudCA9IGV2ZW50WyJvZiJdCiAgICAgICAgcHJpbnQoInNxdWFyZSBvZiIsIGV2ZW50KQogICAgcmV0dXJuICJvbGQgJWQiICUgKGV2ZW50ICogZXZlbnQpClBLAQIUAxQAAAAAAAAAIVwVPc8wzwAAAM8AAAAHAAAAAAAAAAAAAACkAQAAAABtYWluLnB5UEsFBgAAAAABAAEANQAAAPQAAAAAAA==
BEGIN TRANSACTION;
CREATE TABLE event (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  function TEXT NOT NULL,
  qualifier TEXT NOT NULL,
  request TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  size INTEGER NOT NULL,
  taken_by TEXT,
  client_context TEXT,
  trace_header TEXT,
  payload BLOB NOT NULL
) STRICT;
INSERT INTO "event" VALUES('01a1ffe5-3de8-74b4-878b-0391eb2d3964','000000000000','us-east-1','square','$LATEST','5174c1eb-4139-4b4a-878b-0391eb2d3964',1795294576104232,1795294576104232,1,0,95,'only',NULL,'Root=1-6b020570-41394b4a878b0391eb2d3964;Parent=5174c1eb41394b4a;Sampled=0',X'7B2277616974223A20332C20226F66223A2031327D');
CREATE TABLE head (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL,
  forgotten INTEGER NOT NULL
) STRICT;
INSERT INTO "head" VALUES(1,8,0);
CREATE TABLE migration (step INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
INSERT INTO "migration" VALUES(1,1795294564395739);
INSERT INTO "migration" VALUES(2,1795294564395739);
CREATE TABLE record (
  key TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  json TEXT
) STRICT;
INSERT INTO "record" VALUES('000000000000/us-east-1/lambda/function/square',8,'{"revision":"e8c6983d-6f6c-4b42-9d7a-8564cde2185a","modifiedMicros":1795294571661780,"wanted":{"revision":"2ae950d2-cf0c-42b0-9ab6-5dbac1ebc77d","archive":"cf5f22245a4b6db949c6c84981ba39a1254939bfa74f825a77706a7629e17887","archiveBytes":319,"role":"arn:aws:iam::000000000000:role/r","runtime":"python3.11","handler":"main.handler","description":"","timeoutSeconds":60,"memoryBytes":134217728,"environment":{"GREETING":"hello"},"kmsKey":"","tracing":"PassThrough","logGroup":"/aws/lambda/square","logJson":false},"tags":{"colour":"blue"},"published":1,"publishedFrom":{"revision":"7a62ec17-19c7-4247-9f87-c48a3bcb6cd3","archive":"e037bf11f3a8e1d3c1cafaea2c043a6282ffb8c118addaa9d243e7bf96197bd7","archiveBytes":319,"role":"arn:aws:iam::000000000000:role/r","runtime":"python3.11","handler":"main.handler","description":"","timeoutSeconds":60,"memoryBytes":134217728,"environment":{"GREETING":"hello"},"kmsKey":"","tracing":"PassThrough","logGroup":"/aws/lambda/square","logJson":false},"reserved":2,"aliases":{"live":{"revision":"8cb939b2-b845-4b12-8dca-83fc810f3e6a","version":"1","description":""}},"status":"active"}');
INSERT INTO "record" VALUES('000000000000/us-east-1/lambda/version/square/0000000001',3,'{"revision":"37170314-cc27-478d-882e-ec899bd999d5","modifiedMicros":1795294569833171,"wanted":{"revision":"7a62ec17-19c7-4247-9f87-c48a3bcb6cd3","archive":"e037bf11f3a8e1d3c1cafaea2c043a6282ffb8c118addaa9d243e7bf96197bd7","archiveBytes":319,"role":"arn:aws:iam::000000000000:role/r","runtime":"python3.11","handler":"main.handler","description":"","timeoutSeconds":60,"memoryBytes":134217728,"environment":{"GREETING":"hello"},"kmsKey":"","tracing":"PassThrough","logGroup":"/aws/lambda/square","logJson":false},"tags":{},"aliases":{},"status":"active"}');
INSERT INTO "record" VALUES('000000000000/-/lambda/reservations',8,'{}');
CREATE INDEX record_revision ON record (revision);
CREATE INDEX event_due ON event (account, region, function, due_at, id) WHERE taken_by IS NULL;
CREATE INDEX event_taken ON event (taken_by) WHERE taken_by IS NOT NULL;
COMMIT;
