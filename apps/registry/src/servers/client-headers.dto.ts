import { applyDecorators } from '@nestjs/common';
import { clientHeaderName, isClientHeader, maxClientHeaders } from '@toolyard/contracts';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, ValidateBy } from 'class-validator';

export const headersNote =
  "Request headers of a client's own that reach the server, besides those of MCP, `Accept-Language`, tracing and " +
  '`User-Agent`. Kept in lower case. Headers of the protocol, of connections, of sign-in and of proxies are refused.';

const problem =
  "$property takes names of headers of a client's own, such as X-Tenant-Id: letters, digits and hyphens, " +
  'up to 64 characters, and none of MCP, sign-in, cookies, framing or proxies';

/** A list of header names, in lower case afterwards. */
export const ClientHeaders = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value)
        ? value.map((each: unknown) => (typeof each === 'string' ? clientHeaderName(each) : each))
        : value,
    ),
    IsArray(),
    ArrayMaxSize(maxClientHeaders),
    ArrayUnique(),
    ValidateBy(
      {
        name: 'clientHeader',
        validator: { validate: (each: unknown) => typeof each === 'string' && isClientHeader(each) },
      },
      { each: true, message: problem },
    ),
  );
