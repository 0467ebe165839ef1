package dev.martlet.aws;

import dev.martlet.model.RequestId;
import dev.martlet.wire.codec.HeaderList;
import dev.martlet.wire.codec.WireResponse;
import dev.martlet.wire.shape.Blob;
import java.util.Locale;
import java.util.Set;

/**
 * The refusal of a service that Martlet does not have, in the form that clients of AWS's XML
 * protocols parse: no service of ours answers in XML, so no codec does.
 */
final class XmlError {
  private static final int NOT_IMPLEMENTED = 501;

  /** Services whose requests do not tell by their content type that the answer is XML. */
  private static final Set<String> REST_XML = Set.of("s3", "s3express", "route53", "cloudfront");

  private XmlError() {}

  /** Whether the client of that service expects XML. */
  static boolean expectedBy(SignedExchange request, String service) {
    String type = request.header("content-type");
    return REST_XML.contains(service)
        || (type != null
            && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"));
  }

  static WireResponse of(String code, String message, RequestId id) {
    String error =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>\
        <RequestId>%s</RequestId></ErrorResponse>
        """
            .formatted(code, escaped(message), id.value());
    return new WireResponse(
        NOT_IMPLEMENTED, HeaderList.EMPTY.with("Content-Type", "text/xml"), Blob.utf8(error));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
