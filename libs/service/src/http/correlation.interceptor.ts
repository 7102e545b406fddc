import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { NatsContext } from '@nestjs/microservices';
import { withCorrelation } from '@toolyard/messaging';
import { Observable } from 'rxjs';

/**
 * Carries the caller's correlation id into the handling of a request between services; HTTP requests get theirs in a
 * middleware.
 */
@Injectable()
export class CorrelationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'rpc') return next.handle();
    const headers = context.switchToRpc().getContext<NatsContext>().getHeaders() as
      { get(name: string): string } | undefined;
    return new Observable((subscriber) => {
      withCorrelation(
        headers?.get('correlation-id'),
        () => next.handle().subscribe(subscriber),
        headers?.get('origin-address') || undefined,
      );
    });
  }
}
