import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { EventStore, EventStoreDb } from '@toolyard/event-store';
import { Messaging, Requester } from '@toolyard/messaging';
import { ServiceConfig } from './config.js';
import { CorrelationInterceptor } from './http/correlation.interceptor.js';
import { ErrorsFilter } from './http/errors.filter.js';
import { AuthGuard } from './access/guard.js';
import { HealthChecks, HealthController } from './observing/health.js';
import { Quotas } from './quotas/quotas.js';
import { Principals } from './access/principals.js';
import { RefusedActions } from './access/refused-actions.js';
import { SealingKey } from './sealing/sealing.js';

/** What the shared module of a service is made from. */
export interface PlatformOptions {
  name: string;
  config: ServiceConfig;
  /** False for a service that neither stores nor follows events. */
  eventStore: boolean;
}

/** Connections and habits that every service shares, injectable everywhere by class. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    private readonly messaging: Messaging,
    private readonly requester: Requester,
    @Inject('optional-event-store') private readonly eventStore: EventStore | null,
  ) {}

  static forRoot({ name, config, eventStore }: PlatformOptions): DynamicModule {
    const nats = { ...config.nats, name };
    const configs = config.constructor === ServiceConfig ? [] : [{ provide: config.constructor, useValue: config }];
    const stores = eventStore
      ? [
          {
            provide: EventStore,
            useFactory: (health: HealthChecks) => {
              const store = new EventStoreDb(config.EVENTSTORE_URL);
              health.add('event store', () => store.ping());
              return store;
            },
            inject: [HealthChecks],
          },
          { provide: 'optional-event-store', useExisting: EventStore },
          Quotas,
        ]
      : [{ provide: 'optional-event-store', useValue: null }];
    const providers = [
      ...configs,
      ...stores,
      HealthChecks,
      { provide: ServiceConfig, useValue: config },
      {
        provide: Messaging,
        useFactory: async (health: HealthChecks) => {
          const messaging = await Messaging.connect(nats);
          await messaging.ensureStreams();
          health.add('nats', () => messaging.ping());
          return messaging;
        },
        inject: [HealthChecks],
      },
      {
        provide: Requester,
        useFactory: (messaging: Messaging) => new Requester(nats, messaging.connection),
        inject: [Messaging],
      },
      Principals,
      RefusedActions,
      { provide: SealingKey, useFactory: () => SealingKey.create(name, config.TOOLYARD_SERVICE_KEY) },
      { provide: APP_FILTER, useClass: ErrorsFilter },
      { provide: APP_GUARD, useClass: AuthGuard },
      { provide: APP_INTERCEPTOR, useClass: CorrelationInterceptor },
    ];
    const exported = [
      ...configs.map((each) => each.provide),
      HealthChecks,
      ServiceConfig,
      Messaging,
      Principals,
      Requester,
      SealingKey,
      ...(eventStore ? [EventStore, Quotas] : []),
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController],
      providers,
      exports: exported as never,
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.requester.close();
    await this.messaging.close();
    await this.eventStore?.close();
  }
}
