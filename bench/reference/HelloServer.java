import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The reference for Java: the same handler in the JDK's own HTTP server. */
public class HelloServer {
  private static final Hello HELLO = new Hello();

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", HelloServer::answer);
    server.start();
    System.out.println("ready");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    HELLO.handleRequest(exchange.getRequestBody(), answer, null);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, answer.size());
    try (OutputStream body = exchange.getResponseBody()) {
      answer.writeTo(body);
    }
  }
}
