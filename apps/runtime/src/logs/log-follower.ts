import type { LogLineIn } from '@toolyard/contracts';
import type { ContainerHost } from '../containers/container-host.js';
import { LineAssembler, type LineLimiter, presentable, type RawLine } from './log-lines.js';
import type { LogCursors } from './log-cursors.js';
import type { LogDestinations } from './log-destinations.js';
import type { LogPublisher, LogTarget } from './log-publisher.js';
import type { OutputFrame } from '../containers/output-frames.js';

interface FollowedContainer {
  id: string;
  serverId: string;
  deploymentId: string;
}

const flushMs = 150;
const batchLines = 250;
/** Far below the largest message of NATS, even with every character escaped. */
const batchBytes = 96 << 10;

/** Follows the output of one run of a container, from where the last follower stopped, until the run ends. */
export class LogFollower {
  private readonly abort = new AbortController();
  private readonly assembler = new LineAssembler();
  private lines: { line: LogLineIn; log: LogTarget['log'] }[] = [];
  private bytes = 0;
  /** Time stamp of the newest line that was read. */
  private reached = '';
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();
  /** Resolves when the run has ended and its output is published. */
  readonly ended: Promise<void>;

  constructor(
    private readonly container: FollowedContainer,
    private readonly host: ContainerHost,
    private readonly publisher: LogPublisher,
    private readonly cursors: LogCursors,
    private readonly destinations: LogDestinations,
    /** Of the server, for all its containers. */
    private readonly limiter: LineLimiter,
    private readonly mask: (text: string) => string,
  ) {
    this.ended = this.run();
  }

  /** Publishes what was read and stops reading. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  /** Never rejects: a lost connection ends this follower, and the next one continues. */
  private async run(): Promise<void> {
    try {
      this.reached = (await this.cursors.read(this.container.id)) ?? '';
      const skipTo = this.reached;
      for await (const frames of this.host.output(this.container.id, {
        since: skipTo || undefined,
        follow: true,
        signal: this.abort.signal,
      })) {
        for (const frame of frames) {
          this.take(frame, skipTo);
          if (this.lines.length >= batchLines || this.bytes >= batchBytes) await this.flush();
        }
        this.timer ??= setTimeout(() => void this.flush(), flushMs);
      }
      for (const line of this.assembler.rest()) this.push(line);
    } catch {
      // The connection to the engine or NATS was lost; what was read is published below, the rest by the next follower.
    }
    const dropped = this.limiter.notice();
    if (dropped) this.say(dropped);
    await this.flush();
  }

  private take(frame: OutputFrame, skipTo: string): void {
    if (!this.limiter.allows(frame.bytes, Date.now())) return;
    if (frame.at <= skipTo) return;
    const line = this.assembler.add(frame);
    if (line) this.push(line);
  }

  private push(line: RawLine): void {
    const { log, stage } = this.destinations.of(this.container, Date.parse(line.at));
    const text = presentable(line.text, this.mask);
    this.lines.push({ log, line: { stage, stream: line.stream, at: new Date(line.at).toISOString(), text } });
    this.bytes += text.length;
    if (line.at > this.reached) this.reached = line.at;
  }

  private say(text: string): void {
    const { log, stage } = this.destinations.of(this.container, Date.now());
    this.lines.push({ log, line: { stage, stream: 'platform', at: new Date().toISOString(), text } });
  }

  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const dropped = this.limiter.notice(Date.now());
    if (dropped) this.say(dropped);
    const lines = this.lines;
    const reached = this.reached;
    this.lines = [];
    this.bytes = 0;
    if (lines.length > 0) this.flushing = this.flushing.then(() => this.publish(lines, reached));
    return this.flushing;
  }

  private async publish(lines: { line: LogLineIn; log: LogTarget['log'] }[], reached: string): Promise<void> {
    const { id: containerId, serverId, deploymentId } = this.container;
    for (const log of ['deployment', 'server'] as const) {
      const batch = lines.filter((one) => one.log === log).map((one) => one.line);
      if (batch.length > 0) await this.publisher.send({ log, serverId, deploymentId, containerId }, batch);
    }
    // Without its cursor a batch is published again after a restart; the log must not stop for that.
    await this.cursors.write(containerId, reached).catch(() => undefined);
  }
}
