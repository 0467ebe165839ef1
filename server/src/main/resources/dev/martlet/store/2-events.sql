-- Asynchronous invocations that were acknowledged and are not over. One that is being tried names
-- the node that has taken it; no clock gives it back.
CREATE TABLE event (
  id ${text} NOT NULL PRIMARY KEY,
  account ${text} NOT NULL,
  region ${text} NOT NULL,
  function ${text} NOT NULL,
  qualifier ${text} NOT NULL,
  request ${text} NOT NULL,
  queued_at ${int64} NOT NULL,
  due_at ${int64} NOT NULL,
  attempt ${int64} NOT NULL,
  errors ${int64} NOT NULL,
  size ${int64} NOT NULL,
  taken_by ${text},
  client_context ${text},
  trace_header ${text},
  payload ${bytes} NOT NULL
) ${strict};

CREATE INDEX event_due ON event (account, region, function, due_at, id) WHERE taken_by IS NULL;

CREATE INDEX event_taken ON event (taken_by) WHERE taken_by IS NOT NULL;
