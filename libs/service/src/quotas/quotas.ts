import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { QuotaLimits } from '@toolyard/contracts';
import { EventStore, View } from '@toolyard/event-store';
import { ServiceConfig } from '../config.js';

/** The limits of quotas in this process: it follows what admins set, and knows the environment. */
@Injectable()
export class Quotas implements OnModuleInit, OnModuleDestroy {
  readonly limits: QuotaLimits;
  private readonly view: View;

  constructor(store: EventStore, config: ServiceConfig) {
    this.limits = new QuotaLimits(config.quotas);
    this.view = new View(store, ['organisation-'], (event) => this.limits.apply(event));
  }

  async onModuleInit(): Promise<void> {
    await this.view.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.view.stop();
  }
}
