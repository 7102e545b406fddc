import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Messaging, Requester } from '@toolyard/messaging';
import { SealingKey } from '@toolyard/service';
import { ConnectionCheckController } from './connection-check/connection-check.controller.js';
import { GatewayRequests } from './gateway.requests.js';
import { GatewayService } from './gateway.js';
import { HealthController } from './health/health.controller.js';
import { LiveController } from './live/live.controller.js';
import { Live } from './live/live.js';
import { TryController } from './try-tool/tool-try.controller.js';

/** Attaches the running gateway to NATS, and stops it before the connections of the platform close. */
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
      controllers: [ConnectionCheckController, GatewayRequests, HealthController, LiveController, TryController],
      providers: [{ provide: GatewayService, useValue: gateway }, Live],
    };
  }

  onApplicationBootstrap(): void {
    const { messaging, requester, sealing } = this;
    this.gateway.attach({ messaging, requester, sealing });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.gateway.stop();
  }
}
