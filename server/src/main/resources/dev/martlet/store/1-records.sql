-- Control-plane records. A deleted one stays as a row without JSON until it is forgotten, so that
-- whoever knows an older revision learns of it.
CREATE TABLE record (
  key ${text} NOT NULL PRIMARY KEY,
  revision ${int64} NOT NULL,
  json ${text}
) ${strict};

CREATE INDEX record_revision ON record (revision);

-- One row: the latest revision, and the one up to which deleted records are forgotten.
CREATE TABLE head (
  id ${int64} NOT NULL PRIMARY KEY CHECK (id = 1),
  revision ${int64} NOT NULL,
  forgotten ${int64} NOT NULL
) ${strict};

INSERT INTO head (id, revision, forgotten) VALUES (1, 0, 0);
