import { type LogBatch, type LogLineIn, logLineMaxBytes } from '@toolyard/contracts';
import type { BuildLine } from '../images/image-builder.js';

interface BuildLogOptions {
  serverId: string;
  deploymentId: string;
  maxBytes: number;
  mask: (text: string) => string;
  publish: (batch: LogBatch) => Promise<void>;
  now: () => string;
}

const flushMs = 100;
const batchLines = 500;
const batchBytes = 256 * 1024;
/** Lines that wait while NATS does not answer. */
const maxHeld = 50_000;

/** The log of one build. Masks lines, limits them, collects them for 100 ms and publishes them in order. */
export class BuildLog {
  private held: LogLineIn[] = [];
  private bytes = 0;
  private unkept = 0;
  private timer: NodeJS.Timeout | undefined;
  private publishing: Promise<void> = Promise.resolve();

  constructor(private readonly options: BuildLogOptions) {}

  write({ stage, stream, text }: BuildLine): void {
    // Lines of the platform are few and must not be lost.
    if (stream !== 'platform' && (this.bytes >= this.options.maxBytes || this.held.length >= maxHeld)) {
      this.unkept++;
      if (this.unkept === 1)
        this.add(
          stage,
          'platform',
          `The log reached its limit of ${Math.floor(this.options.maxBytes / 1048576)} MiB. The build ` +
            'continues; its further output is not kept.',
        );
      return;
    }
    const masked = this.options.mask(text);
    const cut = masked.length > logLineMaxBytes ? `${masked.slice(0, logLineMaxBytes)}…` : masked;
    this.bytes += Buffer.byteLength(cut) + 1;
    this.add(stage, stream, cut);
  }

  /** Resolves when every line is stored. */
  async close(stage: BuildLine['stage']): Promise<void> {
    if (this.unkept > 1) this.add(stage, 'platform', `${this.unkept} lines of output were not kept.`);
    clearTimeout(this.timer);
    await this.flush();
  }

  private add(stage: BuildLine['stage'], stream: BuildLine['stream'], text: string): void {
    this.held.push({ stage, stream, at: this.options.now(), text });
    this.timer ??= setTimeout(() => void this.flush(), flushMs);
  }

  /** Resolves when every line written so far is stored, so that later lines come after them. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.publishing = this.publishing.then(() => this.publishHeld());
    return this.publishing;
  }

  private async publishHeld(): Promise<void> {
    const { serverId, deploymentId, publish } = this.options;
    while (this.held.length > 0) {
      const lines = takeBatch(this.held);
      this.held = this.held.slice(lines.length);
      await publish({ serverId, deploymentId, containerId: '', lines });
    }
  }
}

function takeBatch(held: LogLineIn[]): LogLineIn[] {
  let bytes = 0;
  let count = 0;
  for (const { text } of held) {
    bytes += text.length + 120;
    if (count === batchLines || (count > 0 && bytes > batchBytes)) break;
    count++;
  }
  return held.slice(0, count);
}
