package dev.martlet.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresEventQueueIT extends EventQueueContract {
  @RegisterExtension static final PostgresDatabases POSTGRESQL = new PostgresDatabases();

  @Override
  Transactions database() {
    return POSTGRESQL.migrated();
  }
}
