import { type InnerServiceName, innerServices, type ServiceName, services } from '@toolyard/contracts';
import { type Health, shownError } from '@toolyard/service';
import { mergeOpenApi, type OpenApi } from './openapi-merge.js';

const timeoutMs = 2_500;

export interface PlatformHealth {
  status: 'ok' | 'failing';
  /** `missing`: the service does not answer. */
  services: Record<string, { status: 'ok' | 'failing' | 'missing'; checks?: Health['checks']; error?: string }>;
}

/** Reads the health and the API description of the services behind the gateway. */
export class PlatformServices {
  constructor(
    private readonly urls: Partial<Record<ServiceName, string>> & Record<InnerServiceName, string>,
    private readonly publicUrl: string,
  ) {}

  async health(own: PlatformHealth['services'][string]): Promise<PlatformHealth> {
    const found = await Promise.all(innerServices.map(async (name) => [name, await this.#healthOf(name)] as const));
    const all = { gateway: own, ...Object.fromEntries(found) };
    return { status: Object.values(all).every(({ status }) => status === 'ok') ? 'ok' : 'failing', services: all };
  }

  /** The API of every service that answers; `x-missing` names the others. */
  async openApi(): Promise<Record<string, unknown>> {
    const documents: Record<string, OpenApi> = {};
    const missing: string[] = [];
    await Promise.all(
      services.map(async (name) => {
        try {
          const response = await fetch(`${this.urls[name]}/openapi.json`, { signal: AbortSignal.timeout(timeoutMs) });
          if (!response.ok) throw new Error(`HTTP ${response.status}`);
          documents[name] = (await response.json()) as OpenApi;
        } catch {
          missing.push(name);
        }
      }),
    );
    const ordered = Object.fromEntries(services.flatMap((name) => (documents[name] ? [[name, documents[name]]] : [])));
    const merged = mergeOpenApi(ordered, this.publicUrl);
    return missing.length > 0 ? { ...merged, 'x-missing': missing } : merged;
  }

  async #healthOf(name: InnerServiceName): Promise<PlatformHealth['services'][string]> {
    try {
      const response = await fetch(`${this.urls[name]}/health`, { signal: AbortSignal.timeout(timeoutMs) });
      const health = (await response.json()) as Health;
      return { status: response.ok && health.status === 'ok' ? 'ok' : 'failing', checks: health.checks };
    } catch (error) {
      return {
        status: 'missing',
        error: `The ${name} service does not answer: ${shownError(error)}.`,
      };
    }
  }
}
