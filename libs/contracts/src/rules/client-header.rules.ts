/** Headers of a client's own that a server may take, besides those of the protocol. */

/** A field name of HTTP (RFC 9110 section 5.1) in lower case. */
const namePattern = /^[a-z0-9][a-z0-9_.!#$%&'*+^`|~-]*$/;
/** Of a name, in characters. */
export const clientHeaderMaxLength = 64;
/** Of one server. */
export const maxClientHeaders = 20;

/**
 * Names that belong to the protocol, the connection, the platform or a proxy: a server trusts them, or they change what
 * a request is. Read with `-` for `_`, because servers of the CGI family take both for one.
 */
const reservedNames = new Set(
  (
    'accept accept-charset accept-encoding accept-language authorization baggage client-ip connection cookie cookie2 ' +
    'date expect forwarded from host http2-settings keep-alive last-event-id max-forwards method origin ' +
    'proxy proxy-connection range referer remote-addr remote-user script-name server-name set-cookie te traceparent ' +
    'tracestate trailer transfer-encoding true-client-ip upgrade user-agent via www-authenticate x-client-ip ' +
    'x-cluster-client-ip x-correlation-id x-http-method x-http-method-override x-method-override x-original-url ' +
    'x-real-ip x-rewrite-url'
  ).split(' '),
);
const reservedPrefixes = (
  'access-control- cf- content- fastly- if- mcp- proxy- sec- x-amzn- x-credential- x-forwarded x-original- ' +
  'x-toolyard- x-envoy- x-ms-client-principal x-remote- x-auth-request- x-webauth-'
).split(' ');

/** The name as it is stored and compared: header names know no case. */
export const clientHeaderName = (name: string): string => name.trim().toLowerCase();

/** Whether a server may take this header of its clients. `name`: in lower case. */
export function isClientHeader(name: string): boolean {
  const plain = name.replaceAll('_', '-');
  return (
    name.length <= clientHeaderMaxLength &&
    namePattern.test(name) &&
    !reservedNames.has(plain) &&
    !reservedPrefixes.some((prefix) => plain.startsWith(prefix))
  );
}
