import { MessagePattern, Transport } from '@nestjs/microservices';
import type { RequestSubject } from '@toolyard/contracts';

/** Marks a controller's method as the answer to a request; one replica of the service answers each. */
export function Answers(subject: RequestSubject): MethodDecorator {
  return MessagePattern(subject, Transport.NATS, { queue: subject.split('.')[0] });
}

/** As `Answers`, but every replica answers (`Requester.requestAll`). */
export function AnswersFromAll(subject: RequestSubject): MethodDecorator {
  return MessagePattern(subject, Transport.NATS, { queue: undefined });
}
