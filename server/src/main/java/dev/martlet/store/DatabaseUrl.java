package dev.martlet.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and who we are to it, written as libpq's URLs are: {@code
 * postgresql://user:password@host:port/database?sslmode=verify-full}. Without a password the driver
 * looks into {@code ~/.pgpass}.
 *
 * @param hosts one or more {@code name:port}; of several, the one that can be written is used
 * @param parameters the driver's, by its names
 */
public record DatabaseUrl(
    List<String> hosts,
    String database,
    String user,
    Optional<String> password,
    Map<String, String> parameters) {
  private static final Pattern URL =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
              + "(?<hosts>[^@/?#]*)(?:/(?<database>[^@/?#]*))?(?:\\?(?<query>[^#]*))?");
  private static final Pattern HOST =
      Pattern.compile("(?<name>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])?(?::(?<port>\\d{1,5}))?");
  private static final String FORM =
      "postgresql://USER:PASSWORD@HOST:PORT/DATABASE is expected, with %40 for @, %2F for / and"
          + " %3A for : in a name or password";

  /** What libpq calls its parameters, and the driver. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "sslpassword", "sslpassword",
          "sslnegotiation", "sslNegotiation",
          "channel_binding", "channelBinding",
          "gssencmode", "gssEncMode",
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName");

  public DatabaseUrl {
    hosts = List.copyOf(hosts);
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads libpq's form.
   *
   * @throws IllegalArgumentException whose message says what is expected, and quotes no password
   */
  public static DatabaseUrl parse(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(FORM);
    }
    Map<String, String> query = query(Objects.requireNonNullElse(parts.group("query"), ""));
    String user = taken(query, "user", decoded(parts.group("user")));
    String password = taken(query, "password", decoded(parts.group("password")));
    String database = taken(query, "dbname", decoded(parts.group("database")));
    List<String> hosts = hosts(taken(query, "host", decoded(parts.group("hosts"))), query);
    String name = user.isEmpty() ? System.getProperty("user.name", "") : user;
    return new DatabaseUrl(
        hosts,
        database.isEmpty() ? name : database,
        name,
        password.isEmpty() ? Optional.empty() : Optional.of(password),
        parameters(query, hosts.size() > 1));
  }

  private static String taken(Map<String, String> query, String name, String otherwise) {
    String value = query.remove(name);
    return value == null ? otherwise : value;
  }

  private static Map<String, String> query(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      } else if (!pair.isEmpty()) {
        throw new IllegalArgumentException(
            "behind the ? pairs such as sslmode=require are expected");
      }
    }
    return values;
  }

  private static List<String> hosts(String text, Map<String, String> query) {
    if (text.startsWith("/")) {
      throw new IllegalArgumentException(
          "the driver knows no Unix sockets: give the host's name or address, such as 127.0.0.1,"
              + " and have PostgreSQL listen there (listen_addresses)");
    }
    String port = taken(query, "port", "5432");
    List<String> hosts = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      Matcher host = HOST.matcher(word);
      if (!host.matches()) {
        throw new IllegalArgumentException(FORM);
      }
      String name = Optional.ofNullable(host.group("name")).orElse("localhost");
      hosts.add(name + ":" + Optional.ofNullable(host.group("port")).orElse(port));
    }
    return hosts;
  }

  private static Map<String, String> parameters(Map<String, String> query, boolean choice) {
    Map<String, String> parameters = new HashMap<>();
    String wanted = taken(query, "target_session_attrs", "read-write");
    if (!List.of("any", "read-write", "primary").contains(wanted)) {
      throw new IllegalArgumentException("only a server that can be written is of use");
    }
    if (choice) {
      parameters.put("targetServerType", "primary");
    }
    for (Map.Entry<String, String> pair : query.entrySet()) {
      String theirs = PARAMETERS.get(pair.getKey());
      if (theirs == null) {
        throw new IllegalArgumentException(
            "of libpq's parameters only these are known: "
                + String.join(", ", PARAMETERS.keySet().stream().sorted().toList()));
      }
      parameters.put(theirs, pair.getValue());
    }
    // What libpq bounds by one number the driver bounds by two: a host's answer, and all together.
    Optional.ofNullable(parameters.get("connectTimeout"))
        .ifPresent(seconds -> parameters.put("loginTimeout", seconds));
    return parameters;
  }

  /** Opens a connection. {@code settings} are the driver's, and give way to the URL's own. */
  Connection connect(Map<String, String> settings) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(settings);
    properties.putAll(parameters);
    properties.setProperty("user", user);
    password.ifPresent(secret -> properties.setProperty("password", secret));
    properties.setProperty("PGDBNAME", database);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + String.join(",", hosts) + "/", properties);
  }

  private static String decoded(@Nullable String text) {
    if (text == null) {
      return "";
    }
    try {
      // A plus stands for itself in a URL that is no form.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(FORM, malformed);
    }
  }

  /** Without the password and the parameters. */
  @Override
  public String toString() {
    return "postgresql://" + user + "@" + String.join(",", hosts) + "/" + database;
  }
}
