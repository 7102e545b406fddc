import { bodyOf, serve } from './fixtures.js';

type Value = { stringValue?: string; intValue?: number | string };
interface KeyValue {
  key: string;
  value: Value;
}

/** A span as OTLP carries it, with its attributes as an object. */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  traceState: string | undefined;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number; message?: string };
  links: { spanId: string }[];
  attributes: Record<string, string | number>;
}

interface Point {
  count: number;
  explicitBounds: number[];
  attributes: Record<string, string | number>;
}

export interface Collector {
  url: string;
  /** Everything that arrived, as text. */
  received: string[];
  headers: Record<string, string | string[] | undefined>;
  spans: CollectedSpan[];
  /** The latest points of each metric. */
  metrics: Record<string, Point[]>;
  stop(): Promise<void>;
}

/** Receives OTLP over HTTP in JSON. */
export async function runCollector(): Promise<Collector> {
  const collector: Partial<Collector> = { received: [], spans: [], metrics: {} };
  const fixture = await serve(async (req, res) => {
    const text = await bodyOf(req);
    collector.headers = req.headers;
    collector.received!.push(text);
    const body = JSON.parse(text) as any;
    if (req.url === '/v1/traces')
      for (const resource of body.resourceSpans)
        for (const scope of resource.scopeSpans) collector.spans!.push(...scope.spans.map(flat));
    if (req.url === '/v1/metrics')
      for (const resource of body.resourceMetrics)
        for (const scope of resource.scopeMetrics)
          for (const metric of scope.metrics) collector.metrics![metric.name] = metric.histogram.dataPoints.map(flat);
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  return Object.assign(collector, {
    url: `http://127.0.0.1:${fixture.target.port}`,
    stop: () => fixture.kill(),
  }) as Collector;
}

function flat<T extends { attributes: KeyValue[] }>(one: T): any {
  const attributes = one.attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]);
  return {
    ...one,
    links: [],
    ...('links' in one ? { links: one.links } : {}),
    attributes: Object.fromEntries(attributes),
  };
}
