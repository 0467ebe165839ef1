-- A data directory of format 1, written by the product of commit def478b3678c: a
-- function with a version and an alias.
-- blob cf/cf5f22245a4b6db949c6c84981ba39a1254939bfa74f825a77706a7629e17887 UEsDBBQAAAAAAAAAIVwuTid5zwAAAM8AAAAHAAAAbWFpbi5weWltcG9ydCB0aW1lCmRlZiBoYW5kbGVyKGV2ZW50LCBjb250ZXh0KToKICAgIGlmIGlzaW5zdGFuY2UoZXZlbnQsIGRpY3QpOgogICAgICAgIHRpbWUuc2xlZXAoZXZlbnRbIndhaXQiXSkKICAgICAgICBldmVudCA9IGV2ZW50WyJvZiJdCiAgICAgICAgcHJpbnQoInNxdWFyZSBvZiIsIGV2ZW50KQogICAgcmV0dXJuICJuZXcgJWQiICUgKGV2ZW50ICogZXZlbnQpClBLAQIUAxQAAAAAAAAAIVwuTid5zwAAAM8AAAAHAAAAAAAAAAAAAACkAQAAAABtYWluLnB5UEsFBgAAAAABAAEANQAAAPQAAAAAAA==
-- blob e0/e037bf11f3a8e1d3c1cafaea2c043a6282ffb8c118addaa9d243e7bf96197bd7 UEsDBBQAAAAAAAAAIVwVPc8wzwAAAM8AAAAHAAAAbWFpbi5weWltcG9ydCB0aW1lCmRlZiBoYW5kbGVyKGV2ZW50LCBjb250ZXh0KToKICAgIGlmIGlzaW5zdGFuY2UoZXZlbnQsIGRpY3QpOgogICAgICAgIHRpbWUuc2xlZXAoZXZlbnRbIndhaXQiXSkKICAgICAgICBldmVudCA9IGV2ZW50WyJvZiJdCiAgICAgICAgcHJpbnQoInNxdWFyZSBvZiIsIGV2ZW50KQogICAgcmV0dXJuICJvbGQgJWQiICUgKGV2ZW50ICogZXZlbnQpClBLAQIUAxQAAAAAAAAAIVwVPc8wzwAAAM8AAAAHAAAAAAAAAAAAAACkAQAAAABtYWluLnB5UEsFBgAAAAABAAEANQAAAPQAAAAAAA==
BEGIN TRANSACTION;
CREATE TABLE head (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL,
  forgotten INTEGER NOT NULL
) STRICT;
INSERT INTO "head" VALUES(1,6,0);
CREATE TABLE migration (step INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
INSERT INTO "migration" VALUES(1,1795293024179687);
CREATE TABLE record (
  key TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  json TEXT
) STRICT;
INSERT INTO "record" VALUES('000000000000/us-east-1/lambda/function/square',6,'{"revision":"1ba22e34-0118-4341-9845-7964e6ceb208","modifiedMicros":1795293032413599,"wanted":{"revision":"fe13acd2-ca3b-4380-b971-b261de3857d2","archive":"cf5f22245a4b6db949c6c84981ba39a1254939bfa74f825a77706a7629e17887","archiveBytes":319,"role":"arn:aws:iam::000000000000:role/r","runtime":"python3.11","handler":"main.handler","description":"","timeoutSeconds":60,"memoryBytes":134217728,"environment":{"GREETING":"hello"},"kmsKey":"","tracing":"PassThrough","logGroup":"/aws/lambda/square","logJson":false},"tags":{},"published":1,"publishedFrom":{"revision":"e03bd606-3e86-4fc0-8a0e-296fa25384e0","archive":"e037bf11f3a8e1d3c1cafaea2c043a6282ffb8c118addaa9d243e7bf96197bd7","archiveBytes":319,"role":"arn:aws:iam::000000000000:role/r","runtime":"python3.11","handler":"main.handler","description":"","timeoutSeconds":60,"memoryBytes":134217728,"environment":{"GREETING":"hello"},"kmsKey":"","tracing":"PassThrough","logGroup":"/aws/lambda/square","logJson":false},"aliases":{"live":{"revision":"0070852e-3a8a-45e2-b9a9-8719533a4f8e","version":"1","description":""}},"status":"active"}');
INSERT INTO "record" VALUES('000000000000/us-east-1/lambda/version/square/0000000001',3,'{"revision":"7ee6789e-83d5-4f8a-8c54-da7a616b91bb","modifiedMicros":1795293030509371,"wanted":{"revision":"e03bd606-3e86-4fc0-8a0e-296fa25384e0","archive":"e037bf11f3a8e1d3c1cafaea2c043a6282ffb8c118addaa9d243e7bf96197bd7","archiveBytes":319,"role":"arn:aws:iam::000000000000:role/r","runtime":"python3.11","handler":"main.handler","description":"","timeoutSeconds":60,"memoryBytes":134217728,"environment":{"GREETING":"hello"},"kmsKey":"","tracing":"PassThrough","logGroup":"/aws/lambda/square","logJson":false},"tags":{},"aliases":{},"status":"active"}');
CREATE INDEX record_revision ON record (revision);
COMMIT;
