// Squares numbers, whether they come as the event itself or in the body of an HTTP request.

export const handler = async (event) => {
  if (!("body" in event)) return squares(event);
  const body = event.isBase64Encoded
    ? Buffer.from(event.body, "base64").toString()
    : (event.body ?? "{}");
  return {
    statusCode: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(squares(JSON.parse(body))),
  };
};

const squares = ({ numbers }) => ({
  message: `The squared values are ${numbers.map((number) => number * number)}`,
});
