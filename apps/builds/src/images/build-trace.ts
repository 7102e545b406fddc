import { anyOf } from '../build-plan/any-of.js';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type DeploymentStage, logLineMaxBytes } from '@toolyard/contracts';
import protobuf from 'protobufjs';
import type { BuildLine } from './image-builder.js';

interface Vertex {
  digest: string;
  name: string;
  cached: boolean;
  started: object | null;
  completed: object | null;
  error: string;
}

interface Trace {
  vertexes: Vertex[];
  logs: { vertex: string; stream: string; msg: Uint8Array }[];
  warnings: { short: Uint8Array }[];
}

// The engine's protocol definition of its progress, as part of dockerode.
const proto = join(dirname(createRequire(import.meta.url).resolve('dockerode')), 'proto/buildkit_status.proto');
const traceType = protobuf.loadSync(proto).lookupType('moby.buildkit.v1.StatusResponse');
const install = anyOf(
  /\b(npm|pnpm|yarn|bun) (ci|i|install|add)\b|\bpip3? (install|sync)\b|\buv (sync|pip)\b|\bpoetry install\b/,
  /\bapt(-get)? (update|install)\b|\bapk add\b/,
);

/** The stage that a step of a Dockerfile belongs to. */
export function stageOfStep(name: string): DeploymentStage {
  if (/^\[internal\]|load metadata|^(\[[^\]]*\] )?FROM /.test(name)) return 'image';
  if (/^exporting|writing image|naming to/.test(name)) return 'push';
  return install.test(name) ? 'dependencies' : 'image';
}

/**
 * Turns the progress of BuildKit into lines of the build log. Keeps the names of steps, incomplete lines, and the
 * failed step.
 */
export class TraceReader {
  private readonly steps = new Map<
    string,
    { name: string; stage: DeploymentStage; announced: boolean; ended: boolean }
  >();
  private readonly partial = new Map<string, { text: string; decoder: InstanceType<typeof TextDecoder> }>();
  /** The step that failed and its error; null when none has failed. */
  failure: { step: string; stage: DeploymentStage; message: string } | null = null;
  /** Steps that are shown, and those of them that came from the cache. */
  readonly counts = { steps: 0, cached: 0 };

  constructor(
    private readonly onLine: (line: BuildLine) => void,
    private readonly onStage: (stage: DeploymentStage) => void,
  ) {}

  /** Reads one message of the engine's progress, in base64. */
  read(base64: string): void {
    const trace = traceType.toObject(traceType.decode(Buffer.from(base64, 'base64')), {
      defaults: true,
      arrays: true,
      longs: String,
    }) as unknown as Trace;
    for (const vertex of trace.vertexes) this.readStep(vertex);
    for (const { vertex, stream, msg } of trace.logs)
      this.readOutput(vertex, stream === '2' ? 'stderr' : 'stdout', msg);
    for (const { short } of trace.warnings)
      this.onLine({ stage: 'image', stream: 'stderr', text: `warning: ${Buffer.from(short).toString('utf8')}` });
  }

  /** Writes the lines that have no end. */
  finish(): void {
    for (const key of [...this.partial.keys()]) this.flush(key);
  }

  private readStep(vertex: Vertex): void {
    const step = this.steps.get(vertex.digest) ?? {
      name: vertex.name,
      stage: stageOfStep(vertex.name),
      announced: false,
      ended: false,
    };
    this.steps.set(vertex.digest, step);
    const internal = /^\[internal\]|^copy \/context/.test(vertex.name);
    if (vertex.started && !step.announced) {
      step.announced = true;
      if (!internal) {
        this.counts.steps++;
        this.onStage(step.stage);
        this.onLine({ stage: step.stage, stream: 'platform', text: vertex.name });
      }
    }
    if (!vertex.completed || step.ended) return;
    step.ended = true;
    for (const stream of ['stdout', 'stderr']) this.flush(`${vertex.digest} ${stream}`);
    if (vertex.cached) this.counts.cached++;
    if (vertex.error && !/context canceled/.test(vertex.error)) {
      this.failure = { step: vertex.name, stage: step.stage, message: vertex.error };
      this.onLine({ stage: step.stage, stream: 'stderr', text: `error: ${vertex.error}` });
    } else if (vertex.cached && !internal) {
      this.onLine({ stage: step.stage, stream: 'platform', text: `cached: ${vertex.name}` });
    }
  }

  private readOutput(vertex: string, stream: 'stdout' | 'stderr', msg: Uint8Array): void {
    const key = `${vertex} ${stream}`;
    const open = this.partial.get(key) ?? { text: '', decoder: new TextDecoder() };
    open.text += open.decoder.decode(msg, { stream: true });
    const lines = open.text.split('\n');
    open.text = lines.pop()!;
    // A line without an end must not grow without limit.
    if (open.text.length > logLineMaxBytes) lines.push(open.text.slice(0, logLineMaxBytes));
    if (open.text.length > logLineMaxBytes) open.text = '';
    this.partial.set(key, open);
    const stage = this.steps.get(vertex)?.stage ?? 'image';
    for (const line of lines) this.onLine({ stage, stream, text: lastOverwritten(line) });
  }

  private flush(key: string): void {
    const open = this.partial.get(key);
    this.partial.delete(key);
    if (!open?.text) return;
    const [vertex, stream] = key.split(' ') as [string, 'stdout' | 'stderr'];
    this.onLine({ stage: this.steps.get(vertex)?.stage ?? 'image', stream, text: lastOverwritten(open.text) });
  }
}

/** What a terminal would show of a line that a progress bar wrote over with carriage returns. */
function lastOverwritten(line: string): string {
  const shown = line.replace(/\r+$/, '');
  return shown.slice(shown.lastIndexOf('\r') + 1);
}
