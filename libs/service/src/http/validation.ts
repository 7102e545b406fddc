import { ValidationPipe } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import type { ValidationError } from 'class-validator';

interface FieldProblem {
  field: string;
  problem: string;
}

function flatten(errors: ValidationError[], path = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {}).map((problem) => ({ field, problem }));
    return [...own, ...flatten(error.children ?? [], field)];
  });
}

/** Every body and query is checked against its class; a field that the class does not have is an error, not ignored. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => {
      const details = flatten(errors);
      return new Rejected(
        'invalid_request',
        `Nothing was changed, because the request has a problem: ${details.map((each) => each.problem).join('; ')}.`,
        details,
      );
    },
  });
}
