import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiResponse } from '@nestjs/swagger';
import { type ErrorBody, type ErrorCode, errorStatus } from '@toolyard/contracts';

/** The body of an error answer, for the OpenAPI document. */
export class ErrorDto implements ErrorBody {
  @ApiProperty({ description: 'Stable, for programs.', enum: Object.keys(errorStatus), enumName: 'ErrorCode' })
  code!: ErrorCode;

  @ApiProperty({ description: 'A sentence for people: what happened, what was kept, what to do next.' })
  message!: string;

  @ApiPropertyOptional({ description: 'What the code is about, e.g. the fields of `invalid_request`.' })
  details?: unknown;
}

/** Puts the errors a route may answer into its OpenAPI description, those of the token guard included. */
export function ApiErrors(...codes: ErrorCode[]): MethodDecorator {
  const all: ErrorCode[] = ['unauthenticated', 'unavailable', ...codes];
  const byStatus = Map.groupBy(
    all.flatMap((code) => statusesOf(code).map((status) => ({ code, status }))),
    ({ status }) => status,
  );
  return applyDecorators(
    ...[...byStatus].map(([status, of]) =>
      ApiResponse({
        status,
        type: ErrorDto,
        description: `Code ${of.map(({ code }) => `\`${code}\``).join(' or ')}.`,
      }),
    ),
  ) as MethodDecorator;
}

const statusesOf = (code: ErrorCode): number[] =>
  code === 'quota_exceeded' ? [errorStatus[code], errorStatus.too_many_requests] : [errorStatus[code]];
