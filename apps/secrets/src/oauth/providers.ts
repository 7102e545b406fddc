import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SecretsConfig } from '../secrets.config.js';
import { Provider } from './provider.js';
import { ProviderFetch } from './provider-fetch.js';

/** The HTTP client of all OAuth 2.0 providers, closed with the service. */
@Injectable()
export class Providers implements OnModuleDestroy {
  readonly provider: Provider;
  private readonly http: ProviderFetch;

  constructor(config: SecretsConfig) {
    this.http = new ProviderFetch(config.providerHosts);
    this.provider = new Provider(this.http, config.publicUrl);
  }

  async onModuleDestroy(): Promise<void> {
    await this.http.close();
  }
}
