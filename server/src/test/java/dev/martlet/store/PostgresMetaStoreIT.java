package dev.martlet.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresMetaStoreIT extends MetaStoreContract {
  @RegisterExtension static final PostgresDatabases POSTGRESQL = new PostgresDatabases();

  @Override
  Transactions database() {
    return POSTGRESQL.migrated();
  }
}
