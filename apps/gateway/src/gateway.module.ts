import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Messaging, Requester } from '@toolyard/messaging';
import { SealingKey } from '@toolyard/service';
import { CallsController } from './nats/calls.requests.js';
import { ConnectionCheckController } from './connection-check/connection-check.controller.js';
import { GatewayService } from './gateway.js';
import { HealthController } from './health/health.controller.js';
import { LiveController } from './live/live.controller.js';
import { CredentialsController } from './nats/credentials.requests.js';
import { Live } from './live/live.js';
import { TryController } from './try-tool/tool-try.controller.js';

/** Joins the running gateway to NATS, and leaves before the connections of the platform close. */
@Module({})
export class GatewayModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly gateway: GatewayService,
    private readonly messaging: Messaging,
    private readonly requester: Requester,
    private readonly sealing: SealingKey,
  ) {}

  static of(gateway: GatewayService): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        CallsController,
        ConnectionCheckController,
        CredentialsController,
        HealthController,
        LiveController,
        TryController,
      ],
      providers: [{ provide: GatewayService, useValue: gateway }, Live],
    };
  }

  onApplicationBootstrap(): void {
    this.gateway.attach(this.messaging, this.requester, this.sealing);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.gateway.stop();
  }
}
